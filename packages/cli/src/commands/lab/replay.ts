/** `muster lab replay`: one world of the lab's own tests again, from its seed. */
import { runSeedTwice, type SeedPlan, simulatedCryptography } from '@muster/lab'
import { defineCommand } from '../../framework/command.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { formatLabels } from '../../framework/table.ts'
import { wholeNumber } from '../../framework/values.ts'

const seedMax = 2 ** 31

export const command = defineCommand({
  summary: 'Run the world of a seed again: faults at random, every rule checked after every event.',
  description: [
    'A test that fails prints its seed. The world is run twice; its trace must be the same. The exit code is 1 where a rule was broken.',
  ],
  json: 'value',
  arguments: {
    seed: { label: 'SEED', summary: 'The number.' },
  },
  examples: [{ line: 'muster lab replay 92', does: 'the world of seed 92' }],
  async run(context) {
    const seed = wholeNumber({ min: 0, max: seedMax })(context.arguments.seed)
    const outcome = await runSeedTwice(seed, simulatedCryptography)
    const { plan, violation } = outcome
    context.result(outcome, () =>
      formatLabels([
        ['Seed', seed],
        ['Machines', plan.machines],
        ['Hosts', hostsText(plan)],
        ['Multiple activation', makText(plan.mak)],
        ['Virtual days', outcome.virtualDays],
        ['Virtual events', outcome.events],
        ['Requests', outcome.requests],
        ['Trace', outcome.traceHash],
        ['Outcome', violation === undefined ? 'every rule held' : violation.what],
      ]),
    )
    if (violation !== undefined) context.exitWith(exitCodes.failed)
  },
})

function hostsText({ hosts, sharedCount, mak }: SeedPlan): string {
  const sharing = sharedCount ? ', on one database' : ''
  return `${hosts}${sharing}${mak.hosts === 'telephone' ? ', activated by telephone' : ''}`
}

function makText({ machines, activationsMax }: SeedPlan['mak']): string {
  if (machines === 0) return 'none'
  return `${machines} ${machines === 1 ? 'machine' : 'machines'} with a key for ${activationsMax}`
}
