/** What the diagnostics would tell of a host, in plain values. */
import type { Timers } from '@muster/core/ports'
import type { HostInsight } from '../../insight.ts'

/** One CMID that two machines share. */
export const shared = {
  cmid: '00000000-0000-4000-8000-000000000001',
  applicationId: 'application',
  applicationName: 'Editor',
  countWithoutDuplication: 4,
  machines: ['desk-01', 'desk-01-copy'].map((machineName) => ({
    machineName,
    address: '192.0.2.1',
    firstSeen: new Date(0).toISOString(),
    lastSeen: new Date(1_000).toISOString(),
    evidence: 'Two machines take turns with one CMID.',
    ownCmid: null,
  })),
}
/** Insight into a host. */
export const insight: HostInsight = {
  reports: [{ name: 'counts', title: 'Counts', about: 'Counts.' }],
  report: async () => ({
    name: 'counts',
    title: 'Counts',
    generatedAt: new Date(0).toISOString(),
    figures: [['Count', 3]],
    charts: [
      { kind: 'lines', title: 'Days', labels: ['2026-01-01'], series: [{ name: 'Count', values: [3] }] },
    ],
    columns: [{ key: 'product', heading: 'Product' }],
    rows: Array.from({ length: 250 }, (_, row) => ({ product: `Editor ${row}` })),
    notes: [],
  }),
  reportFile: async (_name, _span, format) => `in ${format}`,
  duplicates: async () => ({
    duplicates: [shared],
    totals: [
      { applicationId: 'application', applicationName: 'Editor', count: 3, countWithoutDuplication: 4 },
    ],
    complete: true,
  }),
  churn: async () => ({ machines: [], totals: [] }),
  relations: async () => ({ shared: [shared], otherCmids: [] }),
  checks: async () => [
    { name: 'activated', verdict: 'ok', seen: 'The host is activated.', why: 'It must be.' },
    { name: 'disk', verdict: 'warn', seen: '40 MB are free.', why: 'It must write.', remedy: 'Make room.' },
  ],
  close: async () => undefined,
}

/** Timers that run when the test says so. */
export class ManualTimers implements Timers {
  readonly #callbacks = new Set<() => void>()

  after(_delayMs: number, callback: () => void): () => void {
    this.#callbacks.add(callback)
    return () => void this.#callbacks.delete(callback)
  }

  /** Lets the time of all of them come, once somebody waits for it. */
  async pass(): Promise<void> {
    for (let turn = 0; turn < turnsMax && this.#callbacks.size === 0; turn++) await Promise.resolve()
    for (const callback of [...this.#callbacks]) callback()
    this.#callbacks.clear()
  }
}

const turnsMax = 100
