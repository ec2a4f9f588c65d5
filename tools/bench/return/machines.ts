/** The process of the machines that come back. */
import { answerParent } from '../child.ts'
import { signRequests } from '../request-supply.ts'
import { measureReturn } from './arrivals.ts'
import type { PrepareMachines, ReturnMeasured, ReturnPlan } from './messages.ts'

let frames: readonly Uint8Array[] = []

answerParent<PrepareMachines | ReturnPlan, ReturnMeasured | { readonly machines: number }>(
  async (message) => {
    if (message.kind === 'return') return measureReturn(message, frames)
    frames = await signRequests(message, { machines: message.machines, requestsPerMachine: 1 })
    return { machines: frames.length }
  },
)
