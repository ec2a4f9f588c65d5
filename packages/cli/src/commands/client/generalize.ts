/** `muster client generalize`: prepares an image whose copies take identities of their own. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Prepare this machine as an image: each copy takes its own client machine ID at its next start.',
  description: [
    'With --skip-rearm all copies keep the client machine ID of this machine, and the host counts them as one: use it only for an image that is generalized again later.',
  ],
  role: 'client',
  json: 'value',
  destructive: true,
  options: { skipRearm: { summary: 'Keep the client machine ID; copies then count as one machine.' } },
  examples: [
    { line: 'muster client generalize', does: 'then shut down and capture the image' },
    { line: 'muster client generalize --skip-rearm', does: 'for an image that is generalized again later' },
  ],
  async run(context) {
    const { skipRearm } = context.options
    await context.confirm(
      skipRearm
        ? 'Generalize without a rearm? All copies share one client machine ID and count as one machine.'
        : 'Generalize? This machine is an image then, until it is started again.',
    )
    await withClient(context, (client) => client.generalize({ skipRearm }))
    context.result({ generalized: true, skipRearm }, () =>
      skipRearm ? keptText : 'Shut down now and capture the image.',
    )
  },
})

const keptText = 'The client machine ID is kept. Copies of this machine count as one until each is rearmed.'
