/** What a rule reports: a place and what is wrong there. */

/** One place that breaks a rule. */
export interface Finding {
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  readonly message: string
}

/** Findings as lines that an editor can follow; an empty list is what a test expects. */
export function describeFindings(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ path, line, message }) => `${path}:${line} ${message}`)
}
