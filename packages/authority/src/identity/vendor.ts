/** Who the vendor is: the file that makes a folder an authority's. It is written last when one is set up. */
import { fromHex, toHex } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import type { Files } from '@muster/core/ports'
import * as v from 'valibot'

/** Name of the file in the authority's folder. */
export const vendorFile = 'vendor.json'
/** The root's public key as text: what a product embeds. */
export const vendorRootFile = 'vendor-root.pub'
const publicKeyHexCharacters = 64

/** The vendor of an authority. */
export interface Vendor {
  readonly vendorName: string
  /** Ed25519, 32 bytes. */
  readonly rootPublicKey: Uint8Array
  readonly createdAtMs: number
}

const schema = v.object({
  format: v.literal('muster-vendor/1'),
  vendorName: v.string(),
  rootPublicKey: v.pipe(v.string(), v.length(publicKeyHexCharacters), v.hexadecimal()),
  createdAtMs: v.number(),
})

/** Whether the folder was set up. */
export async function isInitialised(files: Files): Promise<boolean> {
  return (await files.read(vendorFile)) !== undefined
}

/** Rejects with `authority-not-initialised`, `state-damaged`. */
export async function readVendor(files: Files): Promise<Vendor> {
  const content = await files.read(vendorFile)
  if (content === undefined) throw new AppError('authority-not-initialised')
  const fields = parse(content)
  const rootPublicKey = fromHex(fields.rootPublicKey)
  if (rootPublicKey === undefined) throw new AppError('state-damaged', `${vendorFile}.`)
  return { vendorName: fields.vendorName, rootPublicKey, createdAtMs: fields.createdAtMs }
}

/** Writes the public key for products, then the file that makes the folder an authority's. */
export async function writeVendor(files: Files, vendor: Vendor): Promise<void> {
  const rootPublicKey = toHex(vendor.rootPublicKey)
  const fields = {
    format: 'muster-vendor/1',
    vendorName: vendor.vendorName,
    rootPublicKey,
    createdAtMs: vendor.createdAtMs,
  }
  const encoder = new TextEncoder()
  await files.write(vendorRootFile, encoder.encode(`${rootPublicKey}\n`))
  await files.write(vendorFile, encoder.encode(`${JSON.stringify(fields, undefined, 2)}\n`))
}

function parse(content: Uint8Array): v.InferOutput<typeof schema> {
  try {
    return v.parse(schema, JSON.parse(new TextDecoder().decode(content)))
  } catch (cause) {
    throw new AppError('state-damaged', `${vendorFile}.`, { cause })
  }
}
