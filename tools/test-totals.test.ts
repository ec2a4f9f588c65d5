/** The totals of a test report count every test once and never hide a file that failed to load. */
import { describe, expect, it } from 'vitest'
import { totalsOf } from './test-totals.ts'

describe('test totals', () => {
  it('counts passed, failed and skipped tests over all files', () => {
    const report = {
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
        {
          status: 'passed',
          assertionResults: [{ status: 'passed' }, { status: 'pending' }, { status: 'todo' }],
        },
      ],
    }
    expect(totalsOf(report)).toEqual({ passed: 2, failed: 1, skipped: 2 })
  })

  it('counts a file that failed without a failed test as one failure', () => {
    const report = {
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'passed' }] },
      ],
    }
    expect(totalsOf(report)).toEqual({ passed: 1, failed: 2, skipped: 0 })
  })
})
