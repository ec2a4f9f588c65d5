/**
 * How long a console waits for each page of a host's folder, such as one that `load-store.ts` filled: the first time,
 * and the middle of the times after. `node tools/bench/console.ts --data DIR [--json]`.
 */
import { parseArgs } from 'node:util'
import { openHostFolder } from '@muster/host/main'
import { hostInsight } from 'muster/insight'

const rounds = 9
const apiRoot = '/api/v1'
const paths = [
  '/overview',
  '/activity?hours=24',
  '/activity?hours=2160',
  '/machines',
  '/machines?search=pc-0500',
  '/machines?sort=machineName&order=ascending',
  '/machines?state=2',
  '/duplicates',
  '/churn',
  '/events',
  '/events?id=12290&limit=500',
  '/reports/counts',
  '/reports/licence-status',
  '/reports/expiry',
  '/reports/activity',
  '/reports/denials',
  '/reports/virtual',
  '/checks',
  '/dns',
  '/keys',
] as const

const { values } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
})
if (values.data === undefined) {
  process.stderr.write('node tools/bench/console.ts --data DIR [--json]\n')
  process.exit(2)
}
const dataFolder = values.data
await using folder = await openHostFolder(dataFolder, {
  log: { write: () => undefined },
  insight: hostInsight({ dataFolder, environment: process.env }),
  adjust: (config) => ({
    ...config,
    listen: { address: '127.0.0.1', port: 0 },
    http: { ...config.http, enabled: true, address: '127.0.0.1', port: 0 },
  }),
})
const { addresses } = await folder.serve()
const { id, token } = await folder.accessTokens.issue({ name: 'bench', role: 'admin' })
const root = `http://127.0.0.1:${addresses.http?.port}${apiRoot}`
const headers = { authorization: `Bearer ${token}` }

interface MachinePage {
  readonly items: readonly { readonly cmid: string }[]
}
const { items } = (await (await fetch(`${root}/machines`, { headers })).json()) as MachinePage
const cmid = items[0]?.cmid ?? ''
const ofMachine =
  cmid === '' ? [] : [`/machines/${cmid}`, `/machines/${cmid}/relations`, `/events?cmid=${cmid}`]
const figures = []
for (const path of [...paths, ...ofMachine]) figures.push(await measure(path))
await folder.accessTokens.remove(id)
if (values.json) process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`)
else for (const { path, firstMs, middleMs } of figures) print(path.replace(cmid, 'CMID'), firstMs, middleMs)

async function measure(path: string) {
  const timesMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now()
    const response = await fetch(root + path, { headers })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`${path}: status ${response.status}`)
    timesMs.push(performance.now() - startedMs)
  }
  const [firstMs = 0, ...later] = timesMs
  return { path, firstMs, middleMs: later.toSorted((left, right) => left - right)[later.length >> 1] ?? 0 }
}

function print(path: string, firstMs: number, middleMs: number): void {
  process.stdout.write(`${path.padEnd(48)} first ${firstMs.toFixed(1)} ms, then ${middleMs.toFixed(1)} ms\n`)
}
