/** `muster client status`: the state of the products on this machine, with the labels that administrators know. */
import type { ClientDescription } from '@muster/client'
import { defineCommand } from '../../framework/command.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { productChoice, productOption } from './client-options.ts'
import { formatDescription } from './status-text.ts'
import { withClient } from './with-client.ts'

const licensed = 1

export const command = defineCommand({
  summary: 'Show whether the products on this machine are licensed, until when, and by what.',
  description: [
    'With --quiet nothing is printed: the exit code is 0 where every product is licensed and 4 where one is not.',
  ],
  role: 'client',
  json: 'value',
  options: {
    product: productOption,
    all: { summary: 'Every product; with --json an array.' },
    detail: { summary: 'Show ids, intervals and the next try, too.' },
    quiet: { summary: 'Print nothing; exit code 4 when not licensed.' },
  },
  examples: [
    { line: 'muster client status', does: 'every product, in words' },
    {
      line: 'muster client status --json',
      does: 'one product as JSON; name it with --product where there are several',
    },
    { line: 'muster client status --quiet || echo "not licensed"', does: 'for scripts' },
  ],
  async run(context) {
    const { product, all, detail, quiet } = context.options
    const single = product !== undefined || (context.json && !all && !quiet)
    const descriptions = await withClient(context, async (client) => {
      if (single) return [await client.describe(productChoice(product))]
      const every = await client.describeAll()
      return every.length > 0 ? every : [await client.describe()]
    })
    if (quiet) return context.exitWith(quietExitCode(descriptions))
    if (descriptions[0]?.status.product === null && context.hint !== undefined) context.note(context.hint)
    const statuses = descriptions.map(({ status }) => status)
    const options = { detail, nowMs: Date.now(), colours: context.colours }
    context.result(all ? statuses : statuses[0], () =>
      descriptions.map((description) => formatDescription(description, options)).join('\n'),
    )
  },
})

function quietExitCode(descriptions: readonly ClientDescription[]) {
  const isLicensed = descriptions.every(({ status }) => status.licenceState === licensed)
  return isLicensed ? exitCodes.done : exitCodes.notLicensed
}
