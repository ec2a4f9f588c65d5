/** `muster authority key block KEY`: the key activates nothing any more. */
import { defineCommand } from '../../../framework/command.ts'
import { keyArgument } from '../key-argument.ts'
import { keyText, keyView } from '../key-view.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Block a key for good.',
  description: ['Hosts that it activated keep their certificates; it activates none any more.'],
  role: 'authority',
  json: 'value',
  destructive: true,
  arguments: { key: keyArgument },
  options: { reason: { value: 'TEXT', summary: 'Why; it is kept in the audit log.', required: true } },
  examples: [{ line: 'muster authority key block XY7Z9 --reason "posted in a forum"', does: 'asks first' }],
  async run(context) {
    const reference = await context.readSecret({ label: 'Key', argument: context.arguments.key })
    const blocked = await withAuthority(context, async (authority) => {
      const { partialProductKey } = keyView(await authority.key(reference))
      await context.confirm(`Block the key that ends with ${partialProductKey} for good?`)
      return keyView(await authority.blockKey(reference, context.options.reason))
    })
    context.result(blocked, () => keyText(blocked))
  },
})
