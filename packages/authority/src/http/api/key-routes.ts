/** Keys: their use against their limits, a new one, blocking, raising a limit as an exception. */
import { type ApiRoute, route } from '@muster/console'
import { keyIdOfHash } from '@muster/core/issuing'
import type { KeyUse } from '@muster/core/stores'
import * as v from 'valibot'
import { blockKey, raiseKey } from '../../operations/change-key.ts'
import { issueKey } from '../../operations/issue-key.ts'
import { type AuthorityApiContext, actorOf, isoTime } from './context.ts'
import { pageOf, pageQuery, storeQuery } from './page-fields.ts'

const noteCharactersMax = 200
const reason = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(noteCharactersMax))
const number = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)))
const remark = { time: v.string(), who: v.string(), reason: v.string() }

const keySchema = v.object({
  keyId: v.string(),
  partialProductKey: v.string(),
  kind: v.picklist(['host', 'mak']),
  productGroups: v.array(v.number()),
  note: v.string(),
  issued: v.string(),
  issuedBy: v.string(),
  hosts: v.number(),
  activations: v.number(),
  hostsMax: v.nullable(v.number()),
  activationsPerHostMax: v.nullable(v.number()),
  activationsMax: v.nullable(v.number()),
  blocked: v.nullable(v.object(remark)),
  exceptions: v.array(v.object({ ...remark, detail: v.string() })),
})
const issuedSchema = v.object({
  productKey: v.string(),
  partialProductKey: v.string(),
  kind: v.string(),
  productGroups: v.array(v.number()),
  keyId: v.optional(v.string()),
})

/** The routes. */
export function keyRoutes(context: AuthorityApiContext): readonly ApiRoute[] {
  return [listRoute(context), issueRoute(context), ...changeRoutes(context)]
}

function listRoute({ ports }: AuthorityApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/keys',
    operation: 'listKeys',
    summary: 'Issued keys with their use; never more of a key than its last group.',
    role: 'viewer',
    query: pageQuery,
    result: v.object({ items: v.array(keySchema), next: v.nullable(v.string()) }),
    handle: async ({ query }) => pageOf(await ports.store.keys(storeQuery(query)), present),
  })
}

function issueRoute({ ports }: AuthorityApiContext): ApiRoute {
  return route({
    method: 'POST',
    path: '/keys',
    operation: 'issueKey',
    summary: 'Issue a host key or a multiple activation key; it is shown in this answer and never again.',
    role: 'admin',
    body: v.strictObject({
      kind: v.picklist(['host', 'mak']),
      products: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100)),
      note: v.optional(v.pipe(v.string(), v.maxLength(noteCharactersMax)), ''),
      activationsMax: number,
    }),
    result: issuedSchema,
    handle: (call) => {
      const { activationsMax, ...request } = call.body
      const limits = activationsMax === undefined ? {} : { activationsMax }
      return issueKey({ ...request, ...limits }, actorOf(call), ports)
    },
  })
}

function changeRoutes({ ports }: AuthorityApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'POST',
      path: '/keys/:id/block',
      operation: 'blockKey',
      summary: 'Block a key for good, with the reason.',
      role: 'admin',
      body: v.strictObject({ reason }),
      result: keySchema,
      handle: async (call) => {
        const reference = call.parameters.id ?? ''
        return present(await blockKey({ reference, who: actorOf(call), ...call.body }, ports))
      },
    }),
    route({
      method: 'POST',
      path: '/keys/:id/raise',
      operation: 'raiseKey',
      summary: 'Raise a limit of one key as an exception, with the reason.',
      role: 'admin',
      body: v.strictObject({
        reason,
        hostsMax: number,
        activationsPerHostMax: number,
        activationsMax: number,
      }),
      result: keySchema,
      handle: async (call) => {
        const { reason: why, ...limits } = call.body
        const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
        const raise = { reference: call.parameters.id ?? '', who: actorOf(call), reason: why, ...given }
        return present(await raiseKey(raise, ports))
      },
    }),
  ]
}

function present({ key, hostsActivated, activations }: KeyUse): v.InferOutput<typeof keySchema> {
  const { limits, block } = key
  return {
    keyId: keyIdOfHash(key.keyHash),
    partialProductKey: key.partialProductKey,
    kind: key.kind,
    productGroups: [...key.productGroups],
    note: key.note,
    issued: isoTime(key.issuedAtMs),
    issuedBy: key.issuedBy,
    hosts: hostsActivated,
    activations,
    hostsMax: 'hostsMax' in limits ? limits.hostsMax : null,
    activationsPerHostMax: 'activationsPerHostMax' in limits ? limits.activationsPerHostMax : null,
    activationsMax: 'activationsMax' in limits ? limits.activationsMax : null,
    blocked: block === undefined ? null : remarkOf(block),
    exceptions: key.exceptions.map((one) => ({ ...remarkOf(one), detail: one.detail })),
  }
}

function remarkOf({ atMs, who, reason: why }: { atMs: number; who: string; reason: string }) {
  return { time: isoTime(atMs), who, reason: why }
}
