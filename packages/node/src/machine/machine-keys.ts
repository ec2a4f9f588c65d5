/** The Kerberos keys of this computer: where they lie, and whom it signs in as with them. */
import { readFileSync } from 'node:fs'
import { keytabPrincipals, machinePrincipal } from './keytab-principals.ts'

const usualKeytab = '/etc/krb5.keytab'
const fileTypeMark = /^(FILE|WRFILE):/

/** Path of the computer's keytab; `environment` may name another with KRB5_KTNAME. */
export function machineKeytab(environment: Readonly<Record<string, string | undefined>>): string {
  return (environment.KRB5_KTNAME ?? usualKeytab).replace(fileTypeMark, '')
}

/** The keytab that is named, or the computer's, with the principal to use; undefined where this account can read none. */
export function readMachinePrincipal(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly keytab: string; readonly principal: string } | undefined {
  const keytab = named ?? machineKeytab(environment)
  const principals = keytabPrincipals(readKeytab(keytab))
  const chosen = machinePrincipal(principals) ?? (named === undefined ? undefined : principals[0])
  return chosen && { keytab, principal: `${chosen.name}@${chosen.realm}` }
}

function readKeytab(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch {
    return new Uint8Array()
  }
}
