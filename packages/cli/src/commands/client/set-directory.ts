/** `muster client set-directory DOMAIN`: how the directory of this machine's domain is reached. */
import { defineCommand } from '../../framework/command.ts'
import { directoryOptions, directorySettingOf } from '../directory-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: "Say how the directory of this machine's domain is reached.",
  description: [
    'A member of a domain needs none of this: it knows its domain, finds a domain controller by DNS and shows its own Kerberos keys. Set it where the machine joined no domain by itself, where TLS or a reading account is wanted, or where the directory is not Active Directory.',
    'A password stands in a file of its own, is read at each activation, and never travels without TLS.',
  ],
  role: 'client',
  json: 'value',
  arguments: { domain: { label: 'DOMAIN', summary: 'DNS name of the domain.' } },
  options: directoryOptions,
  examples: [
    {
      line: 'muster client set-directory corp.example --protection ldaps --ca /etc/ssl/corp.pem',
      does: 'anonymously',
    },
    {
      line: 'muster client set-directory corp.example --server ldap.corp.example --protection starttls --account cn=pc,dc=corp,dc=example --password-file /etc/muster/password',
      does: 'with a reading account',
    },
  ],
  async run(context) {
    const setting = directorySettingOf(context.arguments.domain, context.options)
    await withClient(context, (client) => client.setDirectory(setting))
    context.result(
      setting,
      () => `This machine asks the directory of ${setting.domain} (${setting.protection}).`,
    )
  },
})
