/** The vendor's media, as `muster authority media export` writes them. */
import { join } from 'node:path'
import { fromHex } from '@muster/core/bytes'
import { catalogueBytesMax, issuerCertificateBytesMax } from '@muster/core/documents'
import { AppError, codeOf } from '@muster/core/errors'
import type { VendorMedia } from '@muster/host'
import { readInputFile } from '../../framework/input-file.ts'

const rootFileBytesMax = 1_024

/** Reads them. Throws `file-not-found`, `file-access`, `document-too-long`, `document-malformed` (the root). */
export async function readVendorMedia(folder: string): Promise<VendorMedia> {
  const [issuerCertificate, catalogue, root] = await Promise.all([
    readInputFile(join(folder, 'issuer.certificate'), issuerCertificateBytesMax),
    readInputFile(join(folder, 'products.catalogue'), catalogueBytesMax),
    readRoot(join(folder, 'vendor-root.pub')),
  ])
  return { issuerCertificate, catalogue, ...(root === undefined ? {} : { root }) }
}

/** A host need not know the root; where the media hold it, they have to agree with it. */
async function readRoot(path: string): Promise<Uint8Array | undefined> {
  try {
    const root = fromHex(new TextDecoder().decode(await readInputFile(path, rootFileBytesMax)).trim())
    if (root === undefined) throw new AppError('document-malformed', path)
    return root
  } catch (error) {
    if (codeOf(error) === 'file-not-found') return undefined
    throw error
  }
}
