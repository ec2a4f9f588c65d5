/** `muster host migrate-store --from … --to …`: the count moves to another store, whole or not at all. */
import { AppError } from '@muster/core/errors'
import type { HostStoreMoveOutcome } from '@muster/host/main'
import { defineCommand } from '../../framework/command.ts'

export const command = defineCommand({
  summary: 'Move the store between the data folder and a PostgreSQL database that hosts share.',
  description: [
    'Everything is copied and then compared, by counts and hashes, before the copy goes into service; the original stays as it is. Interrupted, the same command goes on where it was. The service must be stopped, and no other host may write to either store.',
    'A store is "embedded" (the one in the data folder), the path of a SQLite store such as one of a backup, or a connection string. Keep passwords out of the command line: in MUSTER_HOST_FROM and MUSTER_HOST_TO, or in PGPASSWORD.',
    'Afterwards tell the host with "store" in host.toml where to find it.',
  ],
  role: 'host',
  json: 'value',
  options: {
    from: { value: 'STORE', summary: 'The store that is copied.', required: true },
    to: { value: 'STORE', summary: 'The store that is filled; it must be empty.', required: true },
    join: { summary: 'Take only keys and settings along, into a store where other hosts count already.' },
  },
  examples: [
    {
      line: 'muster host migrate-store --from embedded --to postgres://muster@db.example.com/muster',
      does: 'the first host, with its count',
    },
    {
      line: 'muster host migrate-store --from embedded --to postgres://muster@db.example.com/muster --join',
      does: 'each further host',
    },
    {
      line: 'muster host migrate-store --from postgres://muster@db.example.com/muster --to embedded',
      does: 'and back',
    },
  ],
  async run(context) {
    const { from, to, join } = context.options
    const { moveHostStore } = await import('@muster/host/main')
    const progress = context.progress()
    const outcome = await moveHostStore(context.dataFolder, { from, to, join }, (state) => {
      if (context.stopSignal.aborted) throw new AppError('interrupted')
      const step = state.step === 'copying' ? 'Copying' : 'Comparing'
      progress.update(`${step}: ${state.rowsDone} of ${state.rowsTotal} machines and events`)
    }).finally(() => progress.done())
    context.result(outcome, () => describe(outcome))
  },
})

function describe(outcome: HostStoreMoveOutcome): string {
  switch (outcome.kind) {
    case 'moved':
      return `Moved ${outcome.machines} machines and ${outcome.events} events, with the count, counters, keys and settings. Both stores hold the same.`
    case 'joined':
      return `Took ${outcome.hostKeys} host keys and the settings along. This host counts with the others from now on.`
  }
}
