/** DNS: the records that this host wants to stand and those that do, how publishing went, and publishing now. */
import { type ApiRoute, route } from '@muster/console'
import { recordDataText, recordTypeName, zoneFileLine } from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import * as v from 'valibot'
import type { DnsPlan } from '../../dns/dns-publishing.ts'
import type { HostApiContext } from './administration.ts'
import { codeFields, describedCode, outcomeSchema, presentOutcome } from './dns-outcome.ts'

const dnsSchema = v.object({
  publishing: v.boolean(),
  hostName: v.string(),
  addresses: v.array(v.string()),
  /** Why there are no records to publish, or null. */
  obstacle: v.nullable(v.object(codeFields)),
  records: v.array(
    v.object({
      name: v.string(),
      type: v.string(),
      ttlSeconds: v.number(),
      data: v.string(),
      line: v.string(),
    }),
  ),
  domains: v.array(v.object({ domain: v.string(), state: v.string(), ...codeFields })),
})
const foundSchema = v.object({
  /** Who was asked, as address and port; null where no server is known. */
  server: v.nullable(v.string()),
  records: v.array(
    v.object({
      line: v.string(),
      state: v.picklist(['stands', 'differs', 'missing', 'unknown']),
      found: v.array(v.string()),
      ...codeFields,
    }),
  ),
})

/** The routes. */
export function dnsRoutes({ administration }: HostApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/dns',
      operation: 'getDns',
      summary: 'The records as they are to stand, and how publishing went last.',
      role: 'viewer',
      result: dnsSchema,
      handle: () => readDns(administration),
    }),
    route({
      method: 'GET',
      path: '/dns/found',
      operation: 'findDnsRecords',
      summary:
        'What stands in DNS now for each record that is to stand; empty where there is none to ask for.',
      role: 'viewer',
      result: foundSchema,
      handle: () => findRecords(administration),
    }),
    route({
      method: 'POST',
      path: '/dns/publish',
      operation: 'publishDns',
      summary: 'Publish in every domain now; one outcome for each.',
      role: 'admin',
      result: v.array(outcomeSchema),
      detail: (_call, result) =>
        (result as { domain: string; code: string }[])
          .map(({ domain, code }) => `${domain}: ${code}`)
          .join(', '),
      handle: async () => {
        const outcomes = await administration.dns.publish()
        return outcomes.map(presentOutcome)
      },
    }),
    route({
      method: 'PATCH',
      path: '/dns',
      operation: 'setDnsPublishing',
      summary: 'Switch publishing on or off; records that stand in DNS stay.',
      role: 'admin',
      body: v.strictObject({ publishing: v.boolean() }),
      detail: ({ body }) => (body.publishing ? 'on' : 'off'),
      handle: ({ body }) => administration.dns.setEnabled(body.publishing),
    }),
  ]
}

async function readDns({ dns, hostName }: HostApiContext['administration']) {
  try {
    return presentPlan(await dns.plan())
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { publishing, domains } = await dns.status()
    const obstacle = describedCode(error.code)
    return { publishing, hostName, addresses: [], records: [], domains: domains.map(presentDomain), obstacle }
  }
}

async function findRecords({
  dns,
}: HostApiContext['administration']): Promise<v.InferOutput<typeof foundSchema>> {
  try {
    const { server, records } = await dns.found()
    return {
      server: server === undefined ? null : `${server.name}:${server.port}`,
      records: records.map(({ wanted, state, found, code }) => ({
        line: zoneFileLine(wanted),
        state,
        found: [...found],
        ...describedCode(code),
      })),
    }
  } catch (error) {
    // A host without a domain has nothing that could be found; why, the plan says.
    if (!(error instanceof AppError)) throw error
    return { server: null, records: [] }
  }
}

function presentPlan({ publishing, host, records, domains }: DnsPlan): v.InferOutput<typeof dnsSchema> {
  return {
    publishing,
    hostName: host.name,
    addresses: [...host.addresses],
    obstacle: null,
    records: records.map((record) => ({
      name: record.name,
      type: recordTypeName(record.type),
      ttlSeconds: record.ttlSeconds,
      data: recordDataText(record),
      line: zoneFileLine(record),
    })),
    domains: domains.map(presentDomain),
  }
}

function presentDomain({ domain, state, lastCode }: DnsPlan['domains'][number]) {
  return { domain, state, ...describedCode(lastCode) }
}
