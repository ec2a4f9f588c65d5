/**
 * The vendor's root key: a file sealed with a passphrase, in a folder of its own that is moved offline. The service
 * never opens it; only setting up and renewing the issuer do.
 */
import { equalBytes, toHex } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import type { Cryptography, Files, Random, Sealer, Signer } from '@muster/core/ports'
import type { Vendor } from './vendor.ts'

/** Name of the file in the root folder. */
export const rootKeyFile = 'vendor-root.key'
/** Shorter passphrases are guessed by whoever copies the file. */
export const passphraseCharactersMin = 12
const privateKeyBytes = 32
const asideBytes = 4

/** What the root key needs. */
export interface RootKeyContext {
  readonly rootFiles: Files
  readonly sealer: Sealer
  readonly cryptography: Cryptography
  readonly random: Random
}

/** Makes a root key and keeps it sealed. A file that is there is moved aside, never lost. Rejects with `passphrase-short`. */
export async function createRootKey(passphrase: string, context: RootKeyContext): Promise<Signer> {
  const { rootFiles, sealer, cryptography, random } = context
  if ([...passphrase].length < passphraseCharactersMin) throw new AppError('passphrase-short')
  const privateKey = random.bytes(privateKeyBytes)
  const sealed = await sealer.seal(privateKey, passphrase)
  if ((await rootFiles.read(rootKeyFile)) !== undefined)
    await rootFiles.rename(rootKeyFile, `${rootKeyFile}.${toHex(random.bytes(asideBytes))}`)
  await rootFiles.write(rootKeyFile, sealed)
  return cryptography.signer(privateKey)
}

/** Opens the root key of this vendor. Rejects with `root-key-missing`, `passphrase-wrong`. */
export async function openRootKey(
  passphrase: string,
  vendor: Vendor,
  context: Omit<RootKeyContext, 'random'>,
): Promise<Signer> {
  const sealed = await context.rootFiles.read(rootKeyFile)
  if (sealed === undefined) throw new AppError('root-key-missing', `${rootKeyFile}.`)
  const root = context.cryptography.signer(await context.sealer.open(sealed, passphrase))
  if (!equalBytes(root.publicKey, vendor.rootPublicKey))
    throw new AppError('root-key-missing', `${rootKeyFile} is that of another vendor.`)
  return root
}
