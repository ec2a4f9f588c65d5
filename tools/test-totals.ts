/**
 * Prints `N passed, N failed` from vitest's JSON report, alone on a line. A test file that could not even be loaded
 * counts as one failure, since it has no tests to count. Exits with 1 where anything failed or nothing ran.
 */
import { readFileSync } from 'node:fs'

/** The part of vitest's JSON report that is read here. */
export interface TestReport {
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** How many tests ended how. */
export interface TestTotals {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Counts the tests of a report. */
export function totalsOf(report: TestReport): TestTotals {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const withStatus = (status: string) => tests.filter((test) => test.status === status).length
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length
  const passed = withStatus('passed')
  const failed = withStatus('failed')
  return { passed, failed: failed + brokenFiles, skipped: tests.length - passed - failed }
}

function main(path: string): number {
  const { passed, failed, skipped } = totalsOf(JSON.parse(readFileSync(path, 'utf8')) as TestReport)
  if (skipped > 0) console.log(`${skipped} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 || passed === 0 ? 1 : 0
}

if (import.meta.main) process.exitCode = main(process.argv[2] ?? 'build/test-results.json')
