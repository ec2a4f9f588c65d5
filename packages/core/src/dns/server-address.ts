/** The address of a DNS server as people type it. */
import type { Endpoint } from '../ports/index.ts'

const dnsPort = 53
const portMax = 65_535

/** Reads `ADDRESS`, `ADDRESS:PORT`, `[IPv6]` or `[IPv6]:PORT`; undefined for anything else. */
export function parseServerAddress(text: string): Endpoint | undefined {
  const match = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i.exec(text) ?? /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text)
  const port = Number(match?.[2] ?? dnsPort)
  return match?.[1] === undefined || port < 1 || port > portMax ? undefined : { name: match[1], port }
}
