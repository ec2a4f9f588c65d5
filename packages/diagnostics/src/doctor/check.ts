/** What the doctor says of one thing that it looked at. */

/** How it stands. */
export type Verdict = 'ok' | 'warn' | 'fail'

/** One named check. */
export interface Check {
  /** Kebab-case; it never changes. */
  readonly name: string
  readonly verdict: Verdict
  /** What was seen; a sentence. */
  readonly seen: string
  /** Why it matters; a sentence. */
  readonly why: string
  /** What to do, and the command to do it; absent where nothing is to be done. */
  readonly remedy?: string
  readonly command?: string
}

/** All checks of one machine. */
export interface Diagnosis {
  readonly verdict: Verdict
  readonly checks: readonly Check[]
}

/** The worst verdict stands for all. */
export function diagnosisOf(checks: readonly Check[]): Diagnosis {
  const worst = (['fail', 'warn'] as const).find((verdict) =>
    checks.some((check) => check.verdict === verdict),
  )
  return { verdict: worst ?? 'ok', checks }
}

/** What a check says beside its name and why it matters. */
export type Finding = Omit<Check, 'name' | 'why'>

/** Nothing to do. */
export function ok(seen: string): Finding {
  return { verdict: 'ok', seen }
}

/** Something that will matter, or that may. */
export function warn(seen: string, remedy: string, command?: string): Finding {
  return { verdict: 'warn', seen, remedy, ...(command === undefined ? {} : { command }) }
}

/** Something that keeps machines from being activated. */
export function fail(seen: string, remedy: string, command?: string): Finding {
  return { verdict: 'fail', seen, remedy, ...(command === undefined ? {} : { command }) }
}
