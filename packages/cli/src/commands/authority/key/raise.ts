/** `muster authority key raise KEY`: an exception to the limits of one key. */
import { activationsMaxCeiling, activationsPerHostMaxCeiling, hostsMaxCeiling } from '@muster/core/issuing'
import { defineCommand } from '../../../framework/command.ts'
import { wholeNumber } from '../../../framework/values.ts'
import { keyArgument } from '../key-argument.ts'
import { keyText, keyView } from '../key-view.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Raise the limits of a key: an exception, recorded with who and why.',
  role: 'authority',
  json: 'value',
  arguments: { key: keyArgument },
  options: {
    hosts: {
      value: 'NUMBER',
      summary: 'Hosts that a host key activates in all.',
      parse: wholeNumber({ min: 1, max: hostsMaxCeiling }),
    },
    activationsPerHost: {
      value: 'NUMBER',
      summary: 'Activations of each host in all.',
      parse: wholeNumber({ min: 1, max: activationsPerHostMaxCeiling }),
    },
    activations: {
      value: 'NUMBER',
      summary: 'Activations of a multiple activation key in all.',
      parse: wholeNumber({ min: 1, max: activationsMaxCeiling }),
    },
    reason: { value: 'TEXT', summary: 'Why; it is kept with the key and in the audit log.', required: true },
  },
  examples: [
    { line: 'muster authority key raise XY7Z9 --hosts 8 --reason "second site"', does: 'two more hosts' },
  ],
  async run(context) {
    const { hosts, activationsPerHost, activations, reason } = context.options
    const reference = await context.readSecret({ label: 'Key', argument: context.arguments.key })
    const raise = {
      reason,
      ...(hosts === undefined ? {} : { hostsMax: hosts }),
      ...(activationsPerHost === undefined ? {} : { activationsPerHostMax: activationsPerHost }),
      ...(activations === undefined ? {} : { activationsMax: activations }),
    }
    const key = keyView(await withAuthority(context, (authority) => authority.raiseKey(reference, raise)))
    context.result(key, () => keyText(key))
  },
})
