/**
 * Tells a duplicate from a rename and from a machine that was installed anew, by the pattern of names in time. A
 * machine that is there asks at least every renewal interval; a name that came back was never gone.
 */
import { licensedState } from '../codes/licence-states.ts'
import type { SharedCmid } from './machine-names.ts'

const secondsPerDay = 86_400
/** Two renewal intervals: a machine that is silent for longer is switched off or gone. */
export const silenceDays = 14

/**
 * What the names of one CMID mean.
 * - `duplicate`: a name came back after another was used: both machines exist.
 * - `likely-duplicate`: three or more names within a short time.
 * - `renamed`: one name replaced the other for good, and the machine stayed licensed.
 * - `reinstalled`: the same, but the machine began anew and kept the CMID.
 * - `open`: the log ends too soon after the change to tell.
 */
export type CmidVerdict = 'duplicate' | 'likely-duplicate' | 'renamed' | 'reinstalled' | 'open'

/** A CMID with its verdict. */
export interface JudgedCmid extends SharedCmid {
  readonly verdict: CmidVerdict
}

/** Judges one CMID; `endSeconds` is the time of the last request in the log. */
export function judgeCmid(shared: SharedCmid, endSeconds: number): JudgedCmid {
  return { ...shared, verdict: verdictOf(shared, endSeconds) }
}

/** Whether a verdict means that there are several machines. */
export function isDuplicate({ verdict }: JudgedCmid): boolean {
  return verdict === 'duplicate' || verdict === 'likely-duplicate'
}

function verdictOf(shared: SharedCmid, endSeconds: number): CmidVerdict {
  if (shared.returns > 0) return 'duplicate'
  if (shared.names.length + shared.namesLeftOut > 2 && hasQuickChanges(shared)) return 'likely-duplicate'
  const last = shared.names.at(-1)
  if (last === undefined || endSeconds - last.firstSeconds < silenceDays * secondsPerDay) return 'open'
  return last.firstState === licensedState ? 'renamed' : 'reinstalled'
}

/** Whether two changes of name follow each other within the time in which a machine would be asked for again. */
function hasQuickChanges({ names }: SharedCmid): boolean {
  const changes = names.slice(1).map(({ firstSeconds }) => firstSeconds)
  return changes.some(
    (change, index) => index > 0 && change - (changes[index - 1] ?? 0) < silenceDays * secondsPerDay,
  )
}
