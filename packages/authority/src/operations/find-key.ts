/** Finding an issued key by what a person has of it: its id, its last group, or the whole key. */
import { toHex } from '@muster/core/bytes'
import { AppError, codeOf } from '@muster/core/errors'
import { keyIdOfHash } from '@muster/core/issuing'
import { parseProductKey, productKeyHash } from '@muster/core/keys'
import type { Verifier } from '@muster/core/ports'
import type { KeyUse } from '@muster/core/stores'
import type { AuthorityPorts } from '../ports.ts'

const partialCharacters = 5

/** Rejects with `key-not-found`, also where several keys share the last group. */
export async function findKey(
  reference: string,
  { store, cryptography }: Pick<AuthorityPorts, 'store' | 'cryptography'>,
): Promise<KeyUse> {
  const { items } = await store.keys({ limit: 2, reference: normalised(reference, cryptography) })
  const [found] = items
  if (found === undefined) throw new AppError('key-not-found')
  if (items.length > 1) throw new AppError('key-not-found', 'Several keys end like this: use the key id.')
  return found
}

function normalised(reference: string, verifier: Verifier): string {
  const text = reference.trim()
  if (text.length === partialCharacters) return text.toUpperCase()
  try {
    return keyIdOfHash(toHex(productKeyHash(parseProductKey(text), verifier)))
  } catch (error) {
    if (codeOf(error) === 'unexpected') throw error
    return text.toLowerCase()
  }
}
