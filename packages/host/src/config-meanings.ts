/** What each field of `host.toml` means, in words: docs/operating/configuration.md is written from it and the schema. */
import type { HostConfigField } from './config.ts'

/** By field. */
export const hostConfigMeanings: Readonly<Record<HostConfigField, string>> = {
  name: 'Name of this host in its certificate; without it the name of the computer.',
  store:
    'Connection string of a PostgreSQL database that hosts share; without it the store is in the data folder. A password is better kept in the environment.',
  'listen.address': 'Where machines activate; `"::"` is every address, IPv6 too.',
  'listen.port': 'Port of activation; 0 takes a free one.',
  'http.enabled': 'Whether activation, health and console are served over HTTP.',
  'http.address': 'Where.',
  'http.port': 'Port of it; 0 takes a free one.',
  'http.allow_plain': 'Must be true for an address beyond this computer.',
  'metrics.enabled': 'Whether monitoring may ask, on an address of its own.',
  'metrics.address': 'Where. There is no sign-in: keep it inside your network.',
  'metrics.port': 'Port of it; 0 takes a free one.',
  'limits.connections': 'Connections at once.',
  'limits.connections_per_address': 'Of these from one address; raise it behind an address translator.',
  'limits.requests_per_connection': 'Requests that one connection may send.',
  'limits.requests_waiting': 'Requests that wait for the disk; beyond it `host-busy`.',
  'limits.idle_ms': 'Silence after which a connection is closed.',
  'limits.request_ms': 'How long one request may take to arrive, and its answer to be taken.',
  'limits.stop_ms': 'How long a stop waits for what was accepted.',
  'retention.days': 'Events, and machines that were not seen since, leave after so long.',
  'retention.events': 'Events beyond this number leave, the oldest first.',
  'dns.publish': 'Whether the host puts itself into DNS; the switch in the console wins over it.',
  'dns.host_name': 'Name of this host in DNS; without it the name above.',
  'dns.domain': 'Its domain; without it what follows the first dot of the name.',
  'dns.publish_list':
    'More domains, each `"DOMAIN, PRIORITY, WEIGHT"`; a list that is set in the console wins over it.',
  'dns.priority': 'Of the record in the own domain.',
  'dns.weight': 'Of the record in the own domain.',
  'dns.service_label': 'The first label of the SRV record.',
  'dns.ttl_seconds': 'How long others may keep the records.',
  'dns.addresses': 'Addresses to publish; without them those of this computer.',
  'dns.server': 'The server that takes the updates; without it the one that the SOA record names.',
  'dns.zone': 'The zone that is updated; without it the one that the SOA record names.',
  'dns.key_file': 'File with the key that signs updates (TSIG), relative to the data folder.',
  'dns.kerberos': 'Whether updates are signed with the Kerberos identity of this computer.',
}
