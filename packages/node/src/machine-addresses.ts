/** The addresses under which other machines reach this one. */
import { networkInterfaces } from 'node:os'

/** IPv4 and IPv6 addresses of the network interfaces that are up, without loopback and link-local ones. */
export function machineAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const reachable = all.filter(({ internal, address }) => !internal && !isLinkLocal(address))
  return [...new Set(reachable.map(({ address }) => address))]
}

function isLinkLocal(address: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(address)
}
