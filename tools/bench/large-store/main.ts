/**
 * `node tools/bench/large-store/main.ts PART --store sqlite|postgres --data DIR`: what a store of a million machines and
 * ten million events costs, beside an empty one. Both are measured in turns, so that a slow moment meets both; only
 * ratios travel between machines. Figures are gathered in DIR/figures.json.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from '../machine.ts'
import { type StoreKind, withStores } from './bench-stores.ts'
import { isPart, type PartOptions, partNames, parts } from './parts.ts'
import { planOf } from './plan.ts'

const usage = `node tools/bench/large-store/main.ts PART --store sqlite|postgres --data DIR

  PART            load, or what to measure: ${partNames.join(', ')}
  --machines N    machines that are loaded (1000000)
  --events N      events that are loaded (10000000)
  --minutes N     how long a load may go on; called again, it goes on where it ended (1000)
  --rounds N      turns of empty and loaded (5)
  --seconds N     how long each of them takes (3)
`
const secondsPerMinute = 60

async function main(): Promise<number> {
  const { positionals, values } = readArguments()
  const [part = ''] = positionals
  const { store, data } = values
  const isKnown = part === 'load' || isPart(part)
  if (!isKnown || (store !== 'sqlite' && store !== 'postgres') || data === undefined) {
    process.stderr.write(usage)
    return 2
  }
  const folder = resolve(data)
  if (part === 'load') return load(store, folder, values)
  const options = { rounds: Number(values.rounds), milliseconds: Number(values.seconds) * 1_000 }
  await measure(part, { store, folder, options })
  return 0
}

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: {
      store: { type: 'string' },
      data: { type: 'string' },
      machines: { type: 'string', default: '1000000' },
      events: { type: 'string', default: '10000000' },
      minutes: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
    },
  })
}

async function load(
  kind: StoreKind,
  folder: string,
  values: { readonly machines: string; readonly events: string; readonly minutes: string },
): Promise<number> {
  const endMs = performance.now() + Number(values.minutes) * secondsPerMinute * 1_000
  return withStores(kind, folder, async (stores) => {
    const plan = planOf(folder, { machines: Number(values.machines), events: Number(values.events) })
    const isComplete = await stores.load(plan, () => performance.now() < endMs)
    const mebibytes = Math.round((await stores.loaded.bytes()) / 2 ** 20)
    process.stdout.write(`${isComplete ? 'loaded' : 'call again to go on'}: ${mebibytes} MiB\n`)
    return isComplete ? 0 : 1
  })
}

async function measure(
  part: keyof typeof parts,
  { store, folder, options }: { store: StoreKind; folder: string; options: Omit<PartOptions, 'plan'> },
): Promise<void> {
  const plan = planOf(folder, { machines: 0, events: 0 })
  const result = await withStores(store, folder, async (stores) => ({
    load: { ...plan, mebibytes: Math.round((await stores.loaded.bytes()) / 2 ** 20) },
    figures: await parts[part](stores, { ...options, plan }),
  }))
  const path = join(folder, 'figures.json')
  const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const figures = { ...known, machine: describeMachine(folder), [`${store} ${part}`]: result }
  writeFileSync(path, `${JSON.stringify(figures, undefined, 2)}\n`)
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
}

process.exitCode = await main()
