/** `muster host install-key KEY`: the host key of a vendor. */
import { defineCommand } from '../../framework/command.ts'
import { keyArgument, keyFileOption } from '../../framework/key-input.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: 'Install a host key.',
  description: [
    'The key is a secret: it is forgotten once the host is activated, and only its last group is ever shown. Several keys, of several vendors, may be installed.',
  ],
  role: 'host',
  json: 'value',
  arguments: { key: keyArgument },
  options: {
    keyFile: keyFileOption,
  },
  examples: [
    { line: 'muster host install-key', does: 'asks for the key without showing it' },
    { line: 'muster host install-key --key-file host-key.txt', does: 'from a file' },
  ],
  async run(context) {
    const { keyFile: file } = context.options
    const key = await context.readSecret({ label: 'Host key', argument: context.arguments.key, file })
    const installed = await withHost(context, (host) => host.installKey(key))
    context.result(installed, () =>
      installed.activated
        ? `The host key …-${installed.partialProductKey} was activated before and can be activated once more.`
        : `The host key …-${installed.partialProductKey} is installed. Next: "muster host activate".`,
    )
  },
})
