/** A vendor's authority in a temporary folder, served on the loopback inside the test's own process. */
import { type AuthorityFolder, initAuthority, openAuthorityFolder } from '@muster/authority/main'
import { jsonLog } from '@muster/node'
import { temporaryFolder } from './temporary-folder.ts'

/** Low, so that tests need not wait; the key protects nothing here. */
const sealingCost = 2 ** 10
const passphrase = 'a passphrase for tests'

/** What a test needs of it. */
export interface VendorAuthority extends AsyncDisposable {
  readonly authority: AuthorityFolder
  readonly url: string
  /** Hexadecimal. */
  readonly root: string
  /** A host key for its only product. */
  readonly hostKey: { readonly productKey: string; readonly keyId: string }
}

/** Starts one with a product and a host key. */
export async function startVendorAuthority(): Promise<VendorAuthority> {
  const folder = await temporaryFolder()
  const vendor = await initAuthority({
    folder: folder.path,
    vendorName: 'Example Software',
    passphrase,
    who: 'test',
    sealingCost,
  })
  const authority = await openAuthorityFolder(folder.path, {
    who: 'test',
    environment: {},
    values: { 'listen.port': '0' },
    log: jsonLog(process.stderr, { levelMin: 'error' }),
  })
  await authority.addProduct({
    name: 'Writer',
    edition: 'Standard',
    version: '1',
    family: 'client',
    policy: {},
  })
  const { productKey, keyId = '' } = await authority.issueKey({
    kind: 'host',
    products: ['Writer'],
    note: '',
  })
  const { url } = await authority.serve()
  return {
    authority,
    url,
    root: vendor.rootPublicKey,
    hostKey: { productKey, keyId },
    async [Symbol.asyncDispose]() {
      await authority.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
