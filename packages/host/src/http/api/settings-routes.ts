/** Host keys and intervals: what an administrator sets up once and changes rarely. */
import { type ApiRoute, route } from '@muster/console'
import * as v from 'valibot'
import { activationSchema } from './activation-schema.ts'
import type { HostApiContext } from './administration.ts'
import { backupRoutes } from './backup-routes.ts'
import { publishListRoutes } from './publish-list-routes.ts'
import { telephoneRoutes } from './telephone-routes.ts'

const keyTextCharactersMax = 100
const urlCharactersMax = 500

const keySchema = v.object({
  partialProductKey: v.string(),
  productGroup: v.number(),
  installed: v.string(),
  state: v.picklist(['installed', 'activated', 'expired']),
  certificate: v.optional(
    v.object({
      vendorName: v.string(),
      hostName: v.string(),
      productGroups: v.array(v.number()),
      expires: v.string(),
    }),
  ),
  catalogue: v.optional(
    v.object({
      issued: v.string(),
      products: v.array(
        v.object({
          productId: v.string(),
          applicationId: v.string(),
          name: v.string(),
          edition: v.string(),
          threshold: v.number(),
        }),
      ),
    }),
  ),
})
const minutes = v.optional(v.nullable(v.pipe(v.number(), v.integer())))
const installed = v.object({
  partialProductKey: v.string(),
  productGroup: v.number(),
  activated: v.boolean(),
})

/** The routes. */
export function settingsRoutes(context: HostApiContext): readonly ApiRoute[] {
  return [
    ...keyRoutes(context),
    ...telephoneRoutes(context),
    intervalRoute(context),
    ...publishListRoutes(context),
    ...backupRoutes(context),
  ]
}

function keyRoutes({ administration, connectAuthority }: HostApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/keys',
      operation: 'listHostKeys',
      summary: 'The host keys with their activation; of a key only its last group.',
      role: 'viewer',
      result: v.array(keySchema),
      handle: () => administration.keys(),
    }),
    route({
      method: 'POST',
      path: '/keys',
      operation: 'installHostKey',
      summary: 'Install a host key.',
      role: 'admin',
      body: v.strictObject({ productKey: v.pipe(v.string(), v.maxLength(keyTextCharactersMax)) }),
      result: installed,
      detail: (_call, result) => (result as { partialProductKey: string }).partialProductKey,
      handle: ({ body }) => administration.installKey(body.productKey),
    }),
    route({
      method: 'POST',
      path: '/keys/:partial/activate',
      operation: 'activateHostKey',
      summary: 'Activate an installed host key with its vendor’s authority, online.',
      role: 'admin',
      body: v.strictObject({ authority: v.pipe(v.string(), v.maxLength(urlCharactersMax)) }),
      result: v.array(activationSchema),
      detail: ({ parameters, body }) => `${parameters.partial} at ${body.authority}`,
      handle: ({ body, parameters }) =>
        administration.activate(connectAuthority(body.authority), parameters.partial),
    }),
    route({
      method: 'DELETE',
      path: '/keys/:partial',
      operation: 'removeHostKey',
      summary: 'Remove a host key; its products are refused from then on.',
      role: 'admin',
      detail: ({ parameters }) => parameters.partial ?? '',
      handle: ({ parameters }) => administration.removeKey(parameters.partial ?? ''),
    }),
  ]
}

function intervalRoute({ administration }: HostApiContext): ApiRoute {
  return route({
    method: 'PATCH',
    path: '/settings',
    operation: 'setIntervals',
    summary: 'Set the intervals that machines are told; null goes back to the product licence’s own.',
    role: 'admin',
    body: v.strictObject({ retryMinutes: minutes, renewalMinutes: minutes }),
    result: v.object({ retryMinutes: v.optional(v.number()), renewalMinutes: v.optional(v.number()) }),
    detail: ({ body }) =>
      `retry ${body.retryMinutes ?? 'unchanged'}, renewal ${body.renewalMinutes ?? 'unchanged'}`,
    handle: async ({ body: { retryMinutes, renewalMinutes } }) => {
      const settings = await administration.setIntervals({
        ...(retryMinutes === undefined ? {} : { retryMinutes }),
        ...(renewalMinutes === undefined ? {} : { renewalMinutes }),
      })
      return {
        ...(settings.retryMinutes === undefined ? {} : { retryMinutes: settings.retryMinutes }),
        ...(settings.renewalMinutes === undefined ? {} : { renewalMinutes: settings.renewalMinutes }),
      }
    },
  })
}
