/** `muster lab run`: what a fleet will do, before anybody buys a machine. */
import { writeFile } from 'node:fs/promises'
import { AppError } from '@muster/core/errors'
import { formatScenarioReport, runScenario, scenarioHtml } from '@muster/lab'
import { nodeCryptography } from '@muster/node'
import { defineCommand } from '../../framework/command.ts'
import { wholeNumber } from '../../framework/values.ts'
import { scenarioFrom } from './scenario-files.ts'

const seedMax = 2 ** 31
const barCharacters = 30

export const command = defineCommand({
  summary: 'Run a scenario in virtual time and report what happens.',
  description: [
    'A scenario is one of those that "muster lab list" names, or a file of your own: products, hosts, groups of machines with their arrival, images and clocks, outages, and what people do at which time. The scenarios that come with the lab are examples to copy.',
    'The code is that of the real host and client; clock, network and disks are simulated. The same seed gives the same run.',
  ],
  json: 'value',
  arguments: { scenario: { label: 'SCENARIO|FILE', summary: 'Name of a scenario, or a TOML file.' } },
  options: {
    html: { value: 'FILE', summary: 'Also write the report as one HTML file with charts.' },
    seed: {
      value: 'NUMBER',
      summary: "Another course of chance than the scenario's own.",
      parse: wholeNumber({ min: 0, max: seedMax }),
    },
  },
  examples: [
    { line: 'muster lab run first-office', does: 'when 25 is reached, and who waits how long' },
    { line: 'muster lab run vdi-poc --html report.html', does: 'with charts, to show others' },
    { line: 'muster lab run my-fleet.toml --json', does: 'your own fleet, for another program' },
  ],
  async run(context) {
    const { html, seed } = context.options
    const scenario = await scenarioFrom(context.arguments.scenario)
    const progress = context.progress()
    const report = await runScenario(seed === undefined ? scenario : { ...scenario, seed }, {
      cryptography: nodeCryptography,
      signal: context.stopSignal,
      onProgress: (share) => progress.update(progressBar(scenario.name, share)),
    }).finally(() => progress.done())
    if (html !== undefined) await writeReport(html, scenarioHtml(report))
    context.result(report, () => formatScenarioReport(report, context.columns))
  },
})

function progressBar(name: string, share: number): string {
  const full = Math.round(share * barCharacters)
  return `${name} ${'█'.repeat(full)}${'░'.repeat(barCharacters - full)} ${Math.round(share * 100)} %`
}

async function writeReport(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw new AppError('file-access', `${path}.`, { cause })
  })
}
