/** The vendor of a demonstration: an authority with one product, and what it would ship. Found again where it was made before. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type AuthorityFolder,
  initAuthority,
  openAuthorityFolder,
  type RunningAuthority,
} from '@muster/authority/main'
import { toHex } from '@muster/core/bytes'
import type { ProductTerms } from '@muster/core/documents'
import { codeOf } from '@muster/core/errors'
import { inputFileError } from '../framework/input-file.ts'
import { consoleToken } from './console-token.ts'
import { type DemonstrationFolders, demonstrationProduct, type Opening } from './demonstration.ts'

const passphraseBytes = 16
const passphraseFile = 'DEMONSTRATION-ONLY-passphrase.txt'
const noticeFile = 'README.txt'

const notice = `This folder was made by "muster up". It is a demonstration.

authority/   the vendor: its root key, its issuer, one product
host/        the activation host of a customer
machines/    the customer's machines, one folder each
media/       what the vendor would ship: product licence, vendor root, setup key

${passphraseFile} opens the vendor's root key. A real vendor writes its passphrase down
nowhere near the key; use nothing of this folder for real software.

Delete the folder to begin anew.
`

/** A vendor that is open. */
export interface DemonstrationVendor {
  readonly authority: AuthorityFolder
  readonly running: RunningAuthority
  readonly terms: ProductTerms
  readonly licence: Uint8Array
  readonly setupKey: string
}

/** Opens the vendor, makes it first where there is none, and starts its service. */
export async function openVendor(opening: Opening): Promise<DemonstrationVendor> {
  const { folders, report, stack } = opening
  const created = await makeVendor(folders)
  const { authority, running } = await serve(opening)
  stack.use(authority)
  const terms = await findOrAddProduct(authority)
  const { licence, setupKey } = await authority.exportLicence(terms.productId)
  await writeMedia(folders, authority, { licence, setupKey })
  const product = `${terms.name} ${terms.edition}`
  const { vendorName } = authority.vendor
  report({ event: 'vendor', vendorName, product, threshold: terms.policy.threshold, created })
  report({ event: 'authority', url: running.url })
  const token = await consoleToken(authority.accessTokens)
  report({ event: 'console', of: 'authority', url: `${running.url}/#token=${token}` })
  return { authority, running, terms, licence, setupKey }
}

/** Whether the vendor is new. The passphrase is kept first: a key that nobody can open is worth nothing. */
async function makeVendor({ root, authority }: DemonstrationFolders): Promise<boolean> {
  await writeNotice(root)
  const passphrase = await findOrMakePassphrase(join(root, passphraseFile))
  try {
    await initAuthority({
      folder: authority,
      vendorName: demonstrationProduct.vendorName,
      passphrase,
      who: 'muster up',
    })
    return true
  } catch (error) {
    if (codeOf(error) === 'already-initialised') return false
    throw error
  }
}

async function writeNotice(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 })
    await writeFile(join(root, noticeFile), notice)
  } catch (error) {
    throw inputFileError(root, error)
  }
}

async function findOrMakePassphrase(path: string): Promise<string> {
  const passphrase = toHex(randomBytes(passphraseBytes))
  try {
    await writeFile(path, `${passphrase}\n`, { flag: 'wx', mode: 0o600 })
    return passphrase
  } catch {
    return (await readFile(path, 'utf8')).trim()
  }
}

/** On the usual port, or a free one where that is taken. */
async function serve({ folders, log }: Opening) {
  const options = { who: 'muster up', log }
  const authority = await openAuthorityFolder(folders.authority, options)
  try {
    return { authority, running: await authority.serve() }
  } catch (error) {
    await authority.close()
    if (codeOf(error) !== 'port-in-use') throw error
  }
  const elsewhere = await openAuthorityFolder(folders.authority, {
    ...options,
    values: { 'listen.port': '0' },
  })
  return { authority: elsewhere, running: await elsewhere.serve() }
}

async function findOrAddProduct(authority: AuthorityFolder): Promise<ProductTerms> {
  const [first] = await authority.products()
  if (first !== undefined) return first.terms
  const { name, edition, version } = demonstrationProduct
  return (await authority.addProduct({ name, edition, version, family: 'client', policy: {} })).terms
}

async function writeMedia(
  { media }: DemonstrationFolders,
  authority: AuthorityFolder,
  { licence, setupKey }: { readonly licence: Uint8Array; readonly setupKey: string },
): Promise<void> {
  await mkdir(media, { recursive: true })
  await writeFile(join(media, 'product.licence'), licence)
  await writeFile(join(media, 'vendor-root.pub'), `${toHex(authority.vendor.rootPublicKey)}\n`)
  await writeFile(join(media, 'setup-key.txt'), `${setupKey}\n`)
}
