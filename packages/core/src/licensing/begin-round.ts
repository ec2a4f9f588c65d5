/** How a round of activation begins: with the first channel that is allowed (R4.1). */
import { askHosts } from './activation-round.ts'
import { askAuthority } from './authority-round.ts'
import { allowedChannels, domainOf } from './channels.ts'
import type { ClientState } from './client-state.ts'
import { refuse, type StepContext, type StepResult } from './client-step.ts'
import { askDirectory } from './directory-round.ts'

/** Starts a round; joins the one that is on its way. Refuses where activation cannot be tried at all. */
export function beginRound(state: ClientState, productId: string, context: StepContext): StepResult {
  const product = state.products.get(productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  if (state.installation.generalized) return refuse(state, 'restart-needed')
  if (product.stored.key === undefined) return refuse(state, 'product-key-missing')
  if (product.round !== undefined) return { state, effects: [] }
  const [first] = allowedChannels(state, product)
  const domain = domainOf(state)
  if (first === 'directory' && domain !== undefined) return askDirectory(state, product, domain)
  if (first === 'host') return askHosts(state, product, [], context)
  if (first === 'mak') return askAuthority(state, product, context)
  return refuse(state, 'no-channel')
}
