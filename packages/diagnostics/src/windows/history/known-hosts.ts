/** The KMS hosts that the input names: by their own log or output, or by clients that ask them. */

import { placeOfRow } from '../collecting/place-of-row.ts'
import type { RequestTable } from '../collecting/request-table.ts'
import type { WindowsFacts } from '../facts.ts'
import type { Evidence, KnownHost } from '../findings/finding.ts'
import { evidenceMax } from '../limits.ts'

interface Draft {
  ownLog: boolean
  askedByClients: boolean
  readonly evidence: Evidence[]
}

/** Every host, by name, in order of first appearance. */
export function findKnownHosts(facts: WindowsFacts): readonly KnownHost[] {
  const hosts = new Map<string, Draft>()
  addLogs(facts.requests, hosts)
  for (const product of facts.products)
    if (product.host !== undefined && product.machine !== undefined)
      note(hosts, product.machine, 'ownLog', { place: product.place, text: 'output of the host itself' })
  for (const { client, place } of facts.products)
    if (client?.host !== undefined)
      note(hosts, client.host, 'askedByClients', { place, text: `a client uses ${client.host}` })
  for (const { content, place } of facts.clientEvents)
    if (content.kind === 'request-sent' && content.result === 0)
      note(hosts, content.host, 'askedByClients', { place, text: `a client asked ${content.host}` })
  return [...hosts].map(([name, draft]) => ({ name, ...draft }))
}

/** Whether two names mean one host: equal, or one is the other without its domain. */
export function isSameHost(first: string, second: string): boolean {
  return first === second || first.startsWith(`${second}.`) || second.startsWith(`${first}.`)
}

/** The name of `name:port`, in lower case and without a final dot. */
function hostNameOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '')
}

function addLogs(requests: RequestTable, hosts: Map<string, Draft>): void {
  const seen = new Set<number>()
  for (let row = 0; row < requests.size; row++) {
    const host = requests.host[row] ?? 0
    if (host === 0 || seen.has(host)) continue
    seen.add(host)
    note(hosts, requests.hosts[host] ?? '', 'ownLog', {
      place: placeOfRow(requests, row),
      text: 'log of the host itself',
    })
  }
}

function note(
  hosts: Map<string, Draft>,
  text: string,
  by: 'ownLog' | 'askedByClients',
  evidence: Evidence,
): void {
  const name = hostNameOf(text)
  if (name === '') return
  const known = [...hosts.keys()].find((other) => isSameHost(other, name)) ?? name
  const draft = hosts.get(known) ?? { ownLog: false, askedByClients: false, evidence: [] }
  draft[by] = true
  if (draft.evidence.length < evidenceMax) draft.evidence.push(evidence)
  hosts.set(known, draft)
}
