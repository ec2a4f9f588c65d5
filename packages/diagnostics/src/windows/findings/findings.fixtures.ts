/** Reports of made-up exports, for tests that ask whether a finding is there. */
import { examineFacts, type WindowsReport } from '../examine.ts'
import { hostLog, type MadeRequest, readTexts, readVectors } from '../fixtures.fixtures.ts'
import type { Finding } from './finding.ts'

/** The report of texts. */
export async function reportOfTexts(...texts: readonly string[]): Promise<WindowsReport> {
  return examineFacts(await readTexts(...texts))
}

/** The report of named exports. */
export async function reportOfVectors(...names: readonly string[]): Promise<WindowsReport> {
  return examineFacts(await readVectors(...names))
}

/** The report of one host's log. */
export function reportOfLog(requests: readonly MadeRequest[]): Promise<WindowsReport> {
  return reportOfTexts(hostLog(requests))
}

/** Codes of the findings. */
export function codesOf({ findings }: WindowsReport): readonly string[] {
  return findings.map(({ code }) => code)
}

/** The only finding with a code. */
export function onlyFinding({ findings }: WindowsReport, code: string): Finding {
  const found = findings.filter((finding) => finding.code === code)
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} findings ${code} instead of one`)
  return found[0]
}

/** `2026-08-01T09:30:00Z` for day 1; later days follow, beyond the end of the month, too. */
export function dayTime(day: number, hour: number = 9): string {
  return `${new Date(Date.UTC(2026, 7, day, hour, 30)).toISOString().slice(0, 19)}Z`
}

/** A machine that asks on each of these days. */
export function asks(
  name: string,
  cmid: number,
  days: readonly number[],
  more: Partial<MadeRequest> = {},
): MadeRequest[] {
  return days.map((day) => ({ name, cmid, time: dayTime(day), ...more }))
}

/** Every day from one to another, both inclusive, in steps. */
export function everyDays(first: number, last: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step)
}
