/** What was activated and who did what: hosts, machines, the audit log, and the numbers for the first page. */
import { type ApiRoute, route } from '@muster/console'
import { keyIdOfHash } from '@muster/core/issuing'
import * as v from 'valibot'
import { type AuthorityApiContext, isoTime } from './context.ts'
import { pageOf, pageQuery, storeQuery } from './page-fields.ts'

const listOf = <Item extends v.GenericSchema>(item: Item) =>
  v.object({ items: v.array(item), next: v.nullable(v.string()) })

const hostSchema = v.object({
  kind: v.picklist(['host', 'directory']),
  keyId: v.string(),
  hostName: v.string(),
  address: v.string(),
  activations: v.number(),
  firstActivated: v.string(),
  lastActivated: v.string(),
  certificateExpires: v.string(),
})
const machineSchema = v.object({
  keyId: v.string(),
  digest: v.string(),
  channel: v.string(),
  productId: v.nullable(v.string()),
  address: v.string(),
  activated: v.string(),
})
const auditSchema = v.object({
  sequence: v.number(),
  time: v.string(),
  who: v.string(),
  action: v.string(),
  subject: v.string(),
  detail: v.string(),
})

/** The routes. */
export function recordRoutes(context: AuthorityApiContext): readonly ApiRoute[] {
  return [vendorRoute(context), hostsRoute(context), activationsRoute(context), auditRoute(context)]
}

function vendorRoute({ ports, vendor }: AuthorityApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/vendor',
    operation: 'getVendor',
    summary: 'The vendor, and until when its issuer signs.',
    role: 'viewer',
    result: v.object({ vendorName: v.string(), issuerExpires: v.string(), products: v.number() }),
    handle: async () => {
      const { content } = await ports.issuer()
      const issuerExpires = isoTime(content.expiresSeconds * 1_000)
      return { vendorName: vendor.vendorName, issuerExpires, products: (await ports.store.products()).length }
    },
  })
}

function hostsRoute({ ports: { store } }: AuthorityApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/hosts',
    operation: 'listHosts',
    summary: 'Customers’ hosts and directories, in the order of their first activation.',
    role: 'viewer',
    query: pageQuery,
    result: listOf(hostSchema),
    handle: async ({ query }) =>
      pageOf(await store.hosts(storeQuery(query)), ({ latest, firstActivatedAtMs, activations }) => ({
        kind: latest.directory === undefined ? ('host' as const) : ('directory' as const),
        keyId: keyIdOfHash(latest.keyHash),
        hostName: latest.hostName,
        address: latest.address,
        activations,
        firstActivated: isoTime(firstActivatedAtMs),
        lastActivated: isoTime(latest.activatedAtMs),
        certificateExpires: isoTime(latest.expiresSeconds * 1_000),
      })),
  })
}

function activationsRoute({ ports: { store } }: AuthorityApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/activations',
    operation: 'listActivations',
    summary: 'Machines that multiple activation keys activated, newest first.',
    role: 'viewer',
    query: pageQuery,
    result: listOf(machineSchema),
    handle: async ({ query }) =>
      pageOf(await store.machineActivations(storeQuery(query)), (machine) => ({
        keyId: keyIdOfHash(machine.keyHash),
        digest: machine.digest,
        channel: machine.channel,
        productId: machine.productId ?? null,
        address: machine.address,
        activated: isoTime(machine.activatedAtMs),
      })),
  })
}

function auditRoute({ ports: { store } }: AuthorityApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/audit',
    operation: 'listAudit',
    summary: 'Who did what, newest first.',
    role: 'viewer',
    query: pageQuery,
    result: listOf(auditSchema),
    handle: async ({ query }) =>
      pageOf(await store.audit(storeQuery(query)), ({ sequence, entry: { atMs, ...entry } }) => ({
        sequence,
        time: isoTime(atMs),
        ...entry,
      })),
  })
}
