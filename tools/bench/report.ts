/** A part as text for people; `--json` prints the same figures. */
import { type Figure, isMet } from './part.ts'
import { format, type PartRecord } from './record.ts'

const nameWidth = 62
const unitWidth = 12
const spreadWidth = 30

/** The part as lines. */
export function formatRecord(record: PartRecord): string {
  const { machine } = record
  return [
    record.title,
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node.js ${machine.node}, ${machine.fileSystem}`,
    'median [lowest to highest]',
    ...record.figures.map(lineOf),
    ...record.notes,
    ...(record.failures === 0 ? [] : [`${record.failures} FAILED`]),
    '',
    '',
  ].join('\n')
}

function lineOf(figure: Figure): string {
  const { name, unit, spread, target } = figure
  const text = `${format(spread.median)} [${format(spread.lowest)} to ${format(spread.highest)}]`
  const verdict = isMet(figure) ? 'met' : 'MISSED'
  const bound = target === undefined ? '' : `${target.bound} ${target.value}: ${verdict}`
  return `${name.padEnd(nameWidth)}${unit.padEnd(unitWidth)}${text.padEnd(spreadWidth)}${bound}`.trimEnd()
}
