/** `muster authority key show KEY`: one key with its limits, exceptions and block. */
import { defineCommand } from '../../../framework/command.ts'
import { keyArgument } from '../key-argument.ts'
import { keyText, keyView } from '../key-view.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Show an issued key: its use, limits, exceptions and block.',
  role: 'authority',
  json: 'value',
  arguments: { key: keyArgument },
  examples: [{ line: 'muster authority key show XY7Z9', does: 'the key that ends like this' }],
  async run(context) {
    const reference = await context.readSecret({ label: 'Key', argument: context.arguments.key })
    const key = keyView(await withAuthority(context, (authority) => authority.key(reference)))
    context.result(key, () => keyText(key))
  },
})
