/** `muster client rearm`: a new identity, and the initial grace from the start. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Take a new client machine ID and restart the initial grace; uses one rearm.',
  role: 'client',
  json: 'value',
  destructive: true,
  examples: [{ line: 'muster client rearm --yes', does: 'without a question' }],
  async run(context) {
    await context.confirm(
      'Rearm? One of the rearms that are left is used, and the machine is not activated then.',
    )
    const outcome = await withClient(context, (client) => client.rearm())
    context.result(outcome, () => {
      const { cmid, rearmsLeft } = outcome
      return `Client Machine ID (CMID): ${cmid}\nRearms left: ${rearmsLeft}\nRestart the product and its agent now.`
    })
  },
})
