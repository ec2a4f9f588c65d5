/**
 * Which domain a Linux computer belongs to. A member holds a keytab with keys of its own: its realm is the domain.
 * Where this account may not read the keytab, the files of sssd, Samba or Kerberos say the name, and its presence
 * that the computer joined. Leaving a domain (`realm leave`, `net ads leave`) takes the keys out of the keytab.
 */
import type { DomainMembership } from '@muster/core/ports'
import { keytabPrincipals, machinePrincipal } from './keytab-principals.ts'
import { machineKeytab } from './machine-keys.ts'

/** What has to be known of files. */
export interface DomainFiles {
  /** Undefined where there is none, or it may not be read. */
  readonly read: (path: string) => Uint8Array | undefined
  readonly exists: (path: string) => boolean
}

const usualKerberos = '/etc/krb5.conf'

/** The membership; undefined where the computer has joined none. `environment` may name KRB5_KTNAME and KRB5_CONFIG. */
export function linuxDomain(
  files: DomainFiles,
  environment: Readonly<Record<string, string | undefined>>,
): DomainMembership | undefined {
  const keytabPath = machineKeytab(environment)
  if (!files.exists(keytabPath)) return undefined
  const keytab = files.read(keytabPath)
  if (keytab !== undefined) {
    const principal = machinePrincipal(keytabPrincipals(keytab))
    return principal && member(principal.realm, keytabPath)
  }
  const sources: readonly (readonly [path: string, name: (text: string) => string | undefined])[] = [
    ['/etc/sssd/sssd.conf', sssdDomain],
    ['/etc/samba/smb.conf', sambaRealm],
    [environment.KRB5_CONFIG ?? usualKerberos, kerberosRealm],
  ]
  for (const [path, nameIn] of sources) {
    const content = files.read(path)
    const name = content === undefined ? undefined : nameIn(new TextDecoder().decode(content))
    if (name !== undefined) return member(name, path)
  }
  return undefined
}

function member(realm: string, source: string): DomainMembership {
  return { domain: realm.toLowerCase(), source }
}

/** The domain of a section that has its accounts in a directory. */
function sssdDomain(text: string): string | undefined {
  const sections = text.split(/^\s*\[/m).filter((section) => section.startsWith('domain/'))
  const joined = sections.find((section) => /^\s*id_provider\s*=\s*(ad|ipa|ldap)\s*$/m.test(section))
  return (
    settingIn(joined, 'ad_domain') ??
    settingIn(joined, 'ipa_domain') ??
    joined?.match(/^domain\/([^\]]+)/)?.[1]
  )
}

/** The realm of a Samba that is a member. */
function sambaRealm(text: string): string | undefined {
  return settingIn(text, 'security')?.toLowerCase() === 'ads' ? settingIn(text, 'realm') : undefined
}

function kerberosRealm(text: string): string | undefined {
  return settingIn(text, 'default_realm')
}

function settingIn(text: string | undefined, name: string): string | undefined {
  return text?.match(new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)\\s*$`, 'im'))?.[1]
}
