/** `muster client activate`: asks the directory or the activation host now, or with a multiple activation key the vendor. */
import type { ClientFolder } from '@muster/client'
import { defineCommand } from '../../framework/command.ts'
import { httpAddress } from '../../framework/values.ts'
import { activatedOrThrow, activatedText } from './activation-outcome.ts'
import { dnsOption, hideNameOption, productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Activate now. Everybody may.',
  description: [
    'On a member of a domain the directory is asked first: an activation object there activates the product with no host and no count.',
    'The activation host counts this machine. Once it has counted as many machines as the product asks for, the product is activated; until then the machine asks again by itself where an agent runs.',
    "With a multiple activation key the vendor's authority is asked instead, once: it counts this machine, and the activation does not end. The administrator names its address the first time.",
  ],
  role: 'client',
  json: 'value',
  options: {
    authority: {
      value: 'URL',
      summary: "Address of the vendor's authority, for a multiple activation key; it is kept.",
      parse: httpAddress,
    },
    product: productOption,
    hideName: hideNameOption,
    dns: dnsOption,
  },
  examples: [
    {
      line: 'muster client activate',
      does: 'asks the host that is set, the one that answered last, or one that DNS names',
    },
    {
      line: 'muster client activate --authority https://licences.vendor.example',
      does: 'with a multiple activation key',
    },
  ],
  async run(context) {
    const progress = context.progress()
    progress.update('Asking …')
    const { authority, product, hideName, dns } = context.options
    const activate = async (client: ClientFolder) => {
      if (authority !== undefined) await client.setAuthority(authority)
      return client.activate(productChoice(product))
    }
    const outcome = await withClient(context, activate, {
      sendsMachineName: !hideName,
      ...(dns === undefined ? {} : { dnsServer: dns }),
    }).finally(() => progress.done())
    const activated = activatedOrThrow(outcome)
    context.result(activated, () => activatedText(activated))
  },
})
