/**
 * How long a console waits for each page of a host's folder, such as one that `load-store.ts` filled: the first time
 * after a start, until it is whole, and the middle of the times after. `node tools/bench/console.ts --data DIR [--json]`.
 */
import { parseArgs } from 'node:util'
import { consolePages, measurePage, viewerToken } from './console-pages.ts'
import { spreadOf } from './statistics.ts'

const { values } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
})
if (values.data === undefined) {
  process.stderr.write('node tools/bench/console.ts --data DIR [--json]\n')
  process.exit(2)
}
const token = await viewerToken(values.data)
const figures = []
for (const [name, path] of Object.entries(consolePages)) {
  const { firstMs, wholeMs, laterMs } = await measurePage(values.data, token, path)
  const middleMs = spreadOf(laterMs).median
  figures.push({ name, path, firstMs, wholeMs, middleMs })
  if (!values.json)
    process.stdout.write(
      `${name.padEnd(48)} first ${firstMs.toFixed(1)} ms, whole ${wholeMs.toFixed(1)} ms, then ${middleMs.toFixed(1)} ms\n`,
    )
}
if (values.json) process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`)
