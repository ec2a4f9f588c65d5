/** Products: the list, a new one, and what ships with each. */
import { type ApiRoute, route } from '@muster/console'
import { type ProductRecord, productTextCharactersMax } from '@muster/core/issuing'
import * as v from 'valibot'
import { addProduct } from '../../operations/add-product.ts'
import { exportLicence } from '../../operations/export-licence.ts'
import { setupKey } from '../../operations/issue-key.ts'
import { type AuthorityApiContext, actorOf, isoTime } from './context.ts'

const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(productTextCharactersMax))
const families = ['client', 'server', 'suite', 'custom'] as const

const productSchema = v.object({
  productId: v.string(),
  applicationId: v.string(),
  applicationName: v.string(),
  productGroup: v.number(),
  name: v.string(),
  edition: v.string(),
  version: v.string(),
  family: v.string(),
  threshold: v.number(),
  validityMinutes: v.number(),
  added: v.string(),
})

/** The routes. */
export function productRoutes(context: AuthorityApiContext): readonly ApiRoute[] {
  return [...listRoutes(context), ...shippedRoutes(context)]
}

function listRoutes({ ports }: AuthorityApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/products',
      operation: 'listProducts',
      summary: 'All products, in the order in which they were added.',
      role: 'viewer',
      result: v.array(productSchema),
      handle: async () => (await ports.store.products()).map(present),
    }),
    route({
      method: 'POST',
      path: '/products',
      operation: 'addProduct',
      summary: 'Add a product with the presets of its family.',
      role: 'admin',
      body: v.strictObject({
        name: text,
        edition: text,
        version: text,
        family: v.picklist(families),
        threshold: v.optional(v.pipe(v.number(), v.integer())),
      }),
      result: productSchema,
      handle: async (call) => {
        const { threshold, ...rest } = call.body
        const addition = { ...rest, ...(threshold === undefined ? {} : { threshold }), policy: {} }
        return present(await addProduct(addition, actorOf(call), ports))
      },
    }),
  ]
}

/** What the vendor's build takes. */
function shippedRoutes({ ports }: AuthorityApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/products/:id/licence',
      operation: 'downloadLicence',
      summary: 'The signed product licence that ships with the product.',
      role: 'viewer',
      mediaType: 'application/octet-stream',
      handle: async (call) => {
        const { licence, productId } = await exportLicence(call.parameters.id ?? '', actorOf(call), ports)
        const headers = {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="${productId}.licence"`,
          'cache-control': 'no-store',
        }
        return new Response(new Uint8Array(licence), { headers })
      },
    }),
    route({
      method: 'GET',
      path: '/products/:id/setup-key',
      operation: 'getSetupKey',
      summary: 'The public setup key of the product.',
      role: 'viewer',
      result: v.object({ setupKey: v.string() }),
      handle: async ({ parameters }) => ({
        setupKey: (await setupKey(parameters.id ?? '', ports)).productKey,
      }),
    }),
  ]
}

function present({ terms, addedAtMs }: ProductRecord): v.InferOutput<typeof productSchema> {
  const { productId, applicationId, applicationName, productGroup, name, edition, version, policy } = terms
  return {
    productId,
    applicationId,
    applicationName,
    productGroup,
    name,
    edition,
    version,
    family: policy.family,
    threshold: policy.threshold,
    validityMinutes: policy.validityMinutes,
    added: isoTime(addedAtMs),
  }
}
