/** The result as text for people; `--json` prints the same figures. */
import type { MachineDescription } from './machine.ts'
import type { CaseResult, Ratio } from './plan.ts'
import type { Spread } from './statistics.ts'

/** Everything that a run found. */
export interface Report {
  readonly machine: MachineDescription
  readonly rounds: number
  readonly secondsPerMeasurement: number
  readonly requestBytes: number
  readonly replyBytes: number
  readonly cases: readonly CaseResult[]
  readonly ratios: readonly Ratio[]
}

const nameWidth = 24
const figureWidth = 26

/** The report as lines. */
export function formatReport(report: Report): string {
  const { machine } = report
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}`,
    `store on ${machine.fileSystem}, a durable write of 4 KiB takes ${machine.durableWriteMs.toFixed(2)} ms`,
    `${report.rounds} rounds of ${report.secondsPerMeasurement} s; request ${report.requestBytes}, answer ${report.replyBytes} bytes on the wire`,
    'median [lowest to highest round]; the load generator shares the cores',
    '',
    row('', 'at once', 'requests/s', 'p50 ms', 'p99 ms'),
    ...report.cases.map(formatCase),
    '',
    ...report.ratios.map(({ name, atOnce, ratio }) => row(name, String(atOnce), formatSpread(ratio, 2))),
    '',
  ].join('\n')
}

function formatCase(result: CaseResult): string {
  const line = row(
    result.case.name,
    String(result.case.atOnce),
    formatSpread(result.perSecond, 0),
    formatSpread(result.p50Ms, 2),
    formatSpread(result.p99Ms, 2),
  )
  return result.failures === 0 ? line : `${line} ${result.failures} FAILED`
}

function formatSpread({ median, lowest, highest }: Spread, digits: number): string {
  return `${median.toFixed(digits)} [${lowest.toFixed(digits)} to ${highest.toFixed(digits)}]`
}

function row(name: string, atOnce: string, ...figures: readonly string[]): string {
  const cells = figures.map((figure) => figure.padEnd(figureWidth))
  return [name.padEnd(nameWidth), atOnce.padStart(7), '  ', ...cells].join('').trimEnd()
}
