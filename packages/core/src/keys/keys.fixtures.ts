/** What the tests of keys share: random contents and a real SHA-256. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { AppError } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import { type ProductKeyContent, productKeyKinds } from './product-key.ts'

export const symbolsOfKeys = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const keyContents: fc.Arbitrary<ProductKeyContent> = fc.record({
  kind: fc.constantFrom(...productKeyKinds),
  productGroup: fc.nat(0xff_ffff),
  secret: fc.uint8Array({ minLength: 10, maxLength: 10 }),
})

export const hashingVerifier: Verifier = {
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  verify: () => false,
}

/** Code and detail of what `work` throws. */
export function failureOf(work: () => unknown): { readonly code: string; readonly detail: string } {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, detail: error.detail ?? '' }
    throw error
  }
  return { code: 'none', detail: '' }
}
