/** What was added, in words. */
import type { Addition } from '@muster/fleet'

/** One sentence. */
export function additionText({ added, known }: Addition): string {
  const before = known === 0 ? '' : ` ${known} ${known === 1 ? 'was' : 'were'} there before.`
  return `${added.length} ${added.length === 1 ? 'machine' : 'machines'} added.${before}`
}
