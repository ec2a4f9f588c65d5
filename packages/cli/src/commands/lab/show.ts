/** `muster lab show`: the file of a scenario, to be copied and changed. */
import { defineCommand } from '../../framework/command.ts'
import { textOfScenario } from './scenario-files.ts'

export const command = defineCommand({
  summary: 'Print the file of a scenario that comes with the lab, as a start for your own.',
  json: 'value',
  arguments: { scenario: { label: 'SCENARIO', summary: 'Its name, as "muster lab list" prints it.' } },
  examples: [{ line: 'muster lab show first-office > my-fleet.toml', does: 'to be changed and run' }],
  async run(context) {
    const { scenario: name } = context.arguments
    const text = textOfScenario(name)
    context.result({ name, text }, () => text)
  },
})
