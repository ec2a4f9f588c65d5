/** Flags that say how a directory is reached, for a machine and for the fleet, and the setting that they come to. */
import { resolve } from 'node:path'
import { type DirectorySetting, directoryProtections } from '@muster/core/licensing'

/** The flags. */
export const directoryOptions = {
  server: { value: 'HOST[:PORT]', summary: 'Directory server to ask instead of those that DNS names.' },
  protection: {
    value: 'HOW',
    summary: 'How the connection to the directory is protected.',
    choices: directoryProtections,
    default: 'kerberos',
  },
  ca: { value: 'FILE', summary: "The domain's CA certificate as PEM, instead of the system's." },
  account: {
    value: 'NAME',
    summary: 'Account that reads the directory: a distinguished name, or user@domain.',
  },
  passwordFile: { value: 'FILE', summary: 'Holds the password of the account.' },
  keytab: { value: 'FILE', summary: "Kerberos keys instead of the machine's own." },
  base: {
    value: 'DN',
    summary: 'Entry of the directory below which is looked, where the server does not say.',
  },
} as const

/** Their values. */
export interface DirectoryOptionValues {
  readonly server?: string | undefined
  readonly protection: DirectorySetting['protection']
  readonly ca?: string | undefined
  readonly account?: string | undefined
  readonly passwordFile?: string | undefined
  readonly keytab?: string | undefined
  readonly base?: string | undefined
}

/** The setting, with the paths of files whole. */
export function directorySettingOf(domain: string, options: DirectoryOptionValues): DirectorySetting {
  const { server, protection, ca, account, passwordFile, keytab, base } = options
  const file = (path: string | undefined) => (path === undefined ? undefined : resolve(path))
  const fields = {
    server,
    account,
    base,
    caFile: file(ca),
    passwordFile: file(passwordFile),
    keytab: file(keytab),
  }
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return { domain, protection, ...(Object.fromEntries(given) as Partial<DirectorySetting>) }
}
