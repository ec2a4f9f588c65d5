/** The publish list: domains beside the host's own, each with priority and weight (R5.1). */
import { type ApiRoute, route } from '@muster/console'
import { AppError, codeOf } from '@muster/core/errors'
import * as v from 'valibot'
import { publishListMax } from '../../dns/dns-config.ts'
import type { PublishOutcome } from '../../dns/publisher.ts'
import type { HostApiContext } from './administration.ts'
import { outcomeSchema, presentOutcome } from './dns-outcome.ts'

const domainCharactersMax = 300
const sixteenBits = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))
const domains = v.pipe(
  v.array(
    v.strictObject({
      domain: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(domainCharactersMax)),
      priority: sixteenBits,
      weight: sixteenBits,
    }),
  ),
  v.maxLength(publishListMax),
)
const listSchema = v.object({ domains, from: v.picklist(['settings', 'configuration']) })

/** The routes. */
export function publishListRoutes({ administration }: HostApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/dns/publish-list',
      operation: 'getPublishList',
      summary: 'The domains that the host publishes in beside its own; set here, or lines of host.toml.',
      role: 'viewer',
      result: listSchema,
      handle: async () => {
        const { domains: list, from } = await administration.dns.publishList()
        return { domains: [...list], from }
      },
    }),
    route({
      method: 'PATCH',
      path: '/dns/publish-list',
      operation: 'setPublishList',
      summary:
        'Set the list in place of the one in host.toml, or go back to that with null. Records in domains that left the list are removed, the others published; one outcome for each.',
      role: 'admin',
      body: v.strictObject({ domains: v.nullable(domains) }),
      result: v.array(outcomeSchema),
      detail: ({ body }) =>
        body.domains === null
          ? 'as host.toml says'
          : body.domains.map((one) => `${one.domain} ${one.priority} ${one.weight}`).join(', '),
      handle: async ({ body }) => {
        await administration.dns.setPublishList(body.domains ?? undefined)
        return (await apply(administration)).map(presentOutcome)
      },
    }),
  ]
}

/** The list is kept whatever DNS says of it: what could not be done now is tried again by itself. */
async function apply({ dns }: HostApiContext['administration']): Promise<readonly PublishOutcome[]> {
  if (!(await dns.isEnabled())) return []
  try {
    const withdrawn = await dns.withdraw()
    return (await dns.hasDomains()) ? [...withdrawn, ...(await dns.publish())] : withdrawn
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [{ domain: '', code: codeOf(error), detail: error.detail ?? '' }]
  }
}
