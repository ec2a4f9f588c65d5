/** `muster fleet add`: machines by name, or from a list. */
import { AppError } from '@muster/core/errors'
import { checkMachines, type NewMachine, namesInList } from '@muster/fleet'
import { defineCommand } from '../../framework/command.ts'
import { additionText } from './addition-text.ts'
import { readTextInput } from './text-input.ts'
import { withFleet } from './with-fleet.ts'

export const command = defineCommand({
  summary: 'Add machines to the inventory.',
  description: [
    'A name is whatever ssh knows: a host name, an address, or an alias of its configuration. No machine is contacted. The first "add" makes the inventory.',
  ],
  role: 'fleet',
  json: 'value',
  arguments: {
    machines: { label: 'MACHINE', summary: 'Names or addresses.', optional: true, variadic: true },
  },
  options: { list: { value: 'FILE', summary: 'File with one name a line; "-" reads standard input.' } },
  examples: [
    { line: 'muster fleet add lab-01 lab-02 192.0.2.7', does: 'three machines' },
    { line: 'muster fleet add --list machines.txt', does: 'those of a file' },
  ],
  async run(context) {
    const { list } = context.options
    const given = machinesOf(context.arguments.machines)
    const listed = list === undefined ? [] : machinesOf(namesInList(await readTextInput(context, list)))
    if (given.length + listed.length === 0) throw new AppError('usage', 'Name a machine, or give --list.')
    checkMachines([...given, ...listed])
    const additions = await withFleet(
      context,
      (fleet) => [fleet.add(given, 'added'), fleet.add(listed, 'list')],
      { create: true },
    )
    const added = additions.flatMap((addition) => addition.added)
    const known = additions.reduce((sum, addition) => sum + addition.known, 0)
    context.result({ added, known }, () => additionText({ added, known }))
  },
})

function machinesOf(names: readonly string[] | undefined): readonly NewMachine[] {
  return (names ?? []).map((name) => ({ name }))
}
