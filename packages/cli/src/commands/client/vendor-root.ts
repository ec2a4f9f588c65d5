/** The vendor's root public key as it is handed out: 64 hexadecimal digits, as text or in a file, or the 32 bytes themselves. */
import { fromHex } from '@muster/core/bytes'
import { publicKeyLength } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import { readInputFile } from '../../framework/input-file.ts'

const fileBytesMax = 1_024

/** Reads a root. Throws `file-not-found`, `file-access`, `document-malformed`. */
export async function readVendorRoot(words: string): Promise<Uint8Array> {
  const given = rootOf(words)
  if (given !== undefined) return given
  const bytes = await readInputFile(words, fileBytesMax)
  if (bytes.length === publicKeyLength) return bytes
  const root = rootOf(new TextDecoder().decode(bytes).trim())
  if (root !== undefined) return root
  throw new AppError(
    'document-malformed',
    `${words} holds no vendor root: 64 hexadecimal digits or 32 bytes.`,
  )
}

function rootOf(text: string): Uint8Array | undefined {
  const bytes = fromHex(text)
  return bytes?.length === publicKeyLength ? bytes : undefined
}
