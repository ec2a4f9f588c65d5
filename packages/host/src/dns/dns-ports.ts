/** What publishing in DNS needs of the world, handed in. */
import type { KeyedHash, ZoneUpdate } from '@muster/core/dns'
import type { Clock, DnsTransport, Endpoint, Files, Log, Random, Resolver } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'

/** The ports of DNS alone. */
export interface DnsPorts {
  /** Name of this host. */
  readonly hostName: string
  readonly transport: DnsTransport
  readonly hash: KeyedHash
  readonly resolver: Resolver
  /** Servers that this machine asks for names. */
  readonly resolverServers: readonly Endpoint[]
  /** Addresses under which other machines reach this one. */
  readonly machineAddresses: () => readonly string[]
  /** The text of the key file that the configuration names. Rejects with `dns-key-file`. */
  readonly readKeyFile: (path: string) => Promise<string>
  /** Sends an update with this machine's Kerberos identity; resolves with what the sender printed. Rejects with `dns-negotiation-failed`. */
  readonly negotiatedUpdate: (server: Endpoint, update: ZoneUpdate) => Promise<string>
  /** Where it is kept what was published. */
  readonly files: Files
}

/** The ports of publishing. */
export interface DnsPublishingPorts extends DnsPorts {
  readonly clock: Clock
  readonly random: Random
  readonly store: HostStore
  readonly log: Log
}
