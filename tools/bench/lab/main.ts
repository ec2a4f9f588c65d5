/**
 * `node tools/bench/lab/main.ts [--machines N] [--days N] [--smoke]`: how long the lab takes for a large fleet. One
 * JSON value on standard output; one run a process, so that no run meets the compiled code of another.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readScenario, runScenario, type Scenario } from '@muster/lab'

const scenarioName = 'large-fleet'
const smoke = { machines: 200, days: 14 }

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      machines: { type: 'string' },
      days: { type: 'string' },
      smoke: { type: 'boolean', default: false },
    },
  })
  const scenario = scaled(readShipped(), {
    ...(values.smoke ? smoke : {}),
    ...(values.machines === undefined ? {} : { machines: Number(values.machines) }),
    ...(values.days === undefined ? {} : { days: Number(values.days) }),
  })
  const startMs = performance.now()
  const report = await runScenario(scenario)
  const seconds = (performance.now() - startMs) / 1_000
  const requests = report.hosts.reduce((sum, host) => sum + host.requests, 0)
  const figures = {
    scenario: report.scenario,
    machines: report.machines,
    days: report.days,
    requests,
    virtualEvents: report.virtualEvents,
    seconds: Number(seconds.toFixed(3)),
    microsecondsEachRequest: Math.round((seconds * 1e6) / requests),
    residentMebibytesMax: Math.round(process.resourceUsage().maxRSS / 1_024),
    traceHash: report.traceHash,
  }
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`)
}

function readShipped(): Scenario {
  const url = import.meta.resolve(`@muster/lab/scenarios/${scenarioName}.toml`)
  return readScenario(readFileSync(new URL(url), 'utf8'))
}

/** The same fleet in another size, its groups in proportion. */
function scaled(scenario: Scenario, size: { readonly machines?: number; readonly days?: number }): Scenario {
  const all = scenario.groups.reduce((sum, { machines }) => sum + machines, 0)
  const share = (size.machines ?? all) / all
  const groups = scenario.groups.map((group) => ({
    ...group,
    machines: Math.max(1, Math.round(group.machines * share)),
  }))
  return { ...scenario, days: size.days ?? scenario.days, groups }
}

await main()
