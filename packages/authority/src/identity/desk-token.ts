/**
 * The token of the telephone desk: who has it may have installation IDs confirmed over HTTP, without any key. It is
 * shown once and kept hashed; making another one ends the first. Without one the desk is closed.
 */
import { equalBytes, fromHex, toHex } from '@muster/core/bytes'
import type { Cryptography, Files, Random } from '@muster/core/ports'

/** The file of its hash. */
export const deskTokenFile = 'desk-token.sha256'
const tokenBytes = 24
const tokenPrefix = 'desk-'

/** What it needs. */
export interface DeskTokenContext {
  readonly files: Files
  readonly cryptography: Cryptography
  readonly random: Random
}

/** Makes a token in place of any earlier one. */
export async function makeDeskToken({ files, cryptography, random }: DeskTokenContext): Promise<string> {
  const token = `${tokenPrefix}${toHex(random.bytes(tokenBytes))}`
  await files.write(deskTokenFile, new TextEncoder().encode(`${toHex(hashOf(token, cryptography))}\n`))
  return token
}

/** Whether this is the token; undefined where none was ever made. */
export async function isDeskToken(
  token: string,
  { files, cryptography }: Omit<DeskTokenContext, 'random'>,
): Promise<boolean | undefined> {
  const content = await files.read(deskTokenFile)
  if (content === undefined) return undefined
  const kept = fromHex(new TextDecoder().decode(content).trim()) ?? new Uint8Array()
  return equalBytes(kept, hashOf(token, cryptography))
}

function hashOf(token: string, { sha256 }: Pick<Cryptography, 'sha256'>): Uint8Array {
  return sha256(new TextEncoder().encode(`muster/desk-token/1\0${token}`))
}
