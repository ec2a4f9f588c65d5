/** `muster directory schema`: what a directory other than Active Directory has to know. */
import { defineCommand } from '../../framework/command.ts'

export const command = defineCommand({
  summary: 'Print the schema that an OpenLDAP server loads once.',
  description: ['Active Directory has all of it already.'],
  options: {
    format: {
      value: 'FORMAT',
      summary: 'As an entry of cn=config, or as a file for slapd.conf.',
      choices: ['ldif', 'schema'],
      default: 'ldif',
    },
  },
  examples: [
    {
      line: 'muster directory schema | ldapadd -Y EXTERNAL -H ldapi:///',
      does: 'loads it into the server of this computer',
    },
  ],
  async run(context) {
    const { openLdapSchema } = await import('@muster/directory')
    context.write(openLdapSchema(context.options.format))
  },
})
