/** Records of several hosts in one zone, put there as each of the hosts would. */
import { planServiceUpdate, wantedAddressRecords } from '@muster/core/discovery'
import type { Endpoint } from '@muster/core/ports'
import { sendUpdate } from '@muster/host/dns'
import { createDnsTransport, nodeKeyedHash, systemClock, systemRandom, tcpDialer } from '@muster/node'

const ttlSeconds = 60

/** One host. */
export interface PublishedService {
  /** Its label in the zone. */
  readonly name: string
  readonly priority: number
  readonly weight?: number
  readonly port: number
  /** The loopback address unless said otherwise. */
  readonly addresses?: readonly string[]
}

/** What the host's own DNS client needs, with real ports. */
export const dnsClientPorts = {
  transport: createDnsTransport(tcpDialer),
  random: systemRandom,
  clock: systemClock,
  hash: nodeKeyedHash,
}

/** Adds SRV and address records by unsigned updates. */
export async function publishServices(
  server: Endpoint,
  zone: string,
  services: readonly PublishedService[],
): Promise<void> {
  for (const { name, priority, weight = 0, port, addresses = ['127.0.0.1'] } of services) {
    const hostName = `${name}.${zone}`
    const publication = {
      domain: zone,
      serviceLabel: '_muster',
      priority,
      weight,
      port,
      hostName,
      ttlSeconds,
    }
    const update = planServiceUpdate(zone, publication, [])
    const additions = [...update.additions, ...wantedAddressRecords(hostName, addresses, ttlSeconds)]
    await sendUpdate(dnsClientPorts, server, { ...update, additions }, undefined)
  }
}
