/** The load generator's process: signs its requests when told to, then measures whatever server it is pointed at. */
import { assert } from '@muster/core/errors'
import { answerParent } from './child.ts'
import { measureLoad } from './load.ts'
import type { Measure, Measured, Prepare } from './messages.ts'
import { signRequests } from './request-supply.ts'

let frames: readonly Uint8Array[] = []
let position = 0

function nextFrame(): Uint8Array {
  const frame = frames[position++ % frames.length]
  assert(frame !== undefined, 'requests are prepared before anything is measured')
  return frame
}

answerParent<Prepare | Measure, Measured | { readonly requests: number }>(async (message) => {
  if (message.kind === 'measure') return measureLoad(message, nextFrame)
  frames = await signRequests(message)
  return { requests: frames.length }
})
