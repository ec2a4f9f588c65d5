/** A vendor's authority in a process of its own: set up, with a client and a server product, and serving. */

import { type AuthorityFolder, initAuthority, openAuthorityFolder } from '@muster/authority/main'
import { toHex } from '@muster/core/bytes'
import type { ActivationPolicy, ProductFamily } from '@muster/core/documents'
import { jsonLog } from '@muster/node'
import { answerParent } from '../../tools/bench/child.ts'

/** What a product's media bring to a machine. */
export interface ProductMedia {
  readonly productId: string
  readonly licence: Uint8Array
  readonly setupKey: string
}

/** What the vendor hands out, and where its authority is. */
export interface VendorService {
  readonly authorityUrl: string
  readonly hostKey: string
  /** Hexadecimal. */
  readonly rootPublicKey: string
  readonly client: ProductMedia
  readonly server: ProductMedia
  /** A multiple activation key for the server product; absent unless it was asked for. */
  readonly mak?: string
}

/** What the parent asks for. */
export interface ServeVendor {
  readonly kind: 'serve'
  /** What its products state instead of the usual. */
  readonly policy?: Partial<ActivationPolicy>
  /** How many machines a multiple activation key is to activate. */
  readonly makActivations?: number
}

/** Low, so that tests need not wait; the key protects nothing here. */
const sealingCost = 2 ** 10
const passphrase = 'a passphrase for tests'
const [folder = ''] = process.argv.slice(2)

answerParent<ServeVendor, VendorService>(async ({ policy = {}, makActivations }) => {
  await initAuthority({ folder, vendorName: 'Vendor', passphrase, who: 'test', sealingCost })
  const authority = await openAuthorityFolder(folder, {
    who: 'test',
    environment: {},
    values: { 'listen.port': '0' },
    log: jsonLog(process.stderr, { levelMin: 'error' }),
  })
  const client = await addProduct(authority, 'client', policy)
  const server = await addProduct(authority, 'server', policy)
  const products = [client.productId, server.productId]
  const { productKey } = await authority.issueKey({ kind: 'host', products, note: 'a customer' })
  const mak = makActivations === undefined ? {} : { mak: await issueMak(authority, server, makActivations) }
  const { url } = await authority.serve()
  const rootPublicKey = toHex(authority.vendor.rootPublicKey)
  return { authorityUrl: url, hostKey: productKey, rootPublicKey, client, server, ...mak }
})

async function issueMak(
  authority: AuthorityFolder,
  { productId }: ProductMedia,
  activationsMax: number,
): Promise<string> {
  const issue = { kind: 'mak', products: [productId], note: 'a customer', activationsMax } as const
  return (await authority.issueKey(issue)).productKey
}

async function addProduct(
  authority: AuthorityFolder,
  family: ProductFamily,
  policy: Partial<ActivationPolicy>,
): Promise<ProductMedia> {
  const { terms } = await authority.addProduct({
    name: `Product of the ${family} family`,
    edition: 'Standard',
    version: '1.0',
    family,
    applicationName: 'Application',
    policy,
  })
  return authority.exportLicence(terms.productId)
}
