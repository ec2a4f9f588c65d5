/** What `muster client status --all --json` printed, as products of the inventory. */

import { isUuid } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import { type LicenceState, licenceStates } from '@muster/core/licensing'
import * as v from 'valibot'
import type { FleetProduct } from '../inventory/machine.ts'

const textCharactersMax = 300
const productsMax = 200

/** A machine may say anything; what it says commands no terminal. */
const text = v.pipe(
  v.string(),
  v.maxLength(textCharactersMax),
  v.transform((value) => value.replaceAll(/\p{Cc}/gu, ' ')),
)
const time = v.pipe(text, v.isoTimestamp())
const count = v.pipe(v.number(), v.integer())
const status = v.object({
  productId: v.nullable(v.pipe(text, v.check(isUuid))),
  product: v.nullable(text),
  channel: v.nullable(v.picklist(['host', 'directory', 'mak'])),
  partialProductKey: v.nullable(text),
  licenceState: v.picklist(licenceStates),
  cmid: v.nullable(v.pipe(text, v.check(isUuid))),
  missing: v.nullish(count, null),
  activatedUntil: v.nullish(time, null),
  graceUntil: v.nullish(time, null),
  rearmsLeft: v.nullish(count, null),
  lastError: v.nullish(v.object({ code: text }), null),
})
const statuses = v.pipe(v.array(status), v.maxLength(productsMax))

/** The products of a machine; none where none is installed. Throws `fleet-answer`. */
export function productsOf(answer: unknown): readonly FleetProduct[] {
  const read = v.safeParse(statuses, answer)
  if (!read.success) {
    const field = v.getDotPath(read.issues[0]) ?? 'the whole'
    throw new AppError('fleet-answer', `What "client status" says is not understood (${field}).`)
  }
  return read.output.flatMap(({ productId, product, lastError, ...rest }) => {
    if (productId === null) return []
    const licenceState = rest.licenceState as LicenceState
    return [{ ...rest, licenceState, productId, product: product ?? '', lastError: lastError?.code ?? null }]
  })
}
