/**
 * How a directory is reached and as whom: what every door of this package is opened with. Whoever makes one from flags
 * or a configuration leaves the checking to {@link checkAccess}, which refuses what would give a password away.
 */
import { AppError } from '@muster/core/errors'

/** Time for each step with one server, unless said otherwise. */
export const directoryTimeoutMsDefault = 10_000

/** How the connection is protected: TLS from the start, TLS after a plain greeting, or by nothing of its own. */
export type DirectoryProtection = 'ldaps' | 'starttls' | 'none'

/** As whom to ask. Kerberos protects the connection by itself and may go without TLS; a password never does. */
export type DirectoryAccount =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'password'; readonly name: string; readonly password: string }
  | {
      /** Through the system's `ldapsearch -Y GSSAPI`: with the ticket of who runs this, or with a keytab's. */
      readonly kind: 'kerberos'
      /** Such as the machine's `/etc/krb5.keytab`; goes with `principal`. */
      readonly keytab?: string
      /** Such as `PC-0417$@AD.EXAMPLE`. */
      readonly principal?: string
    }

/** Where: one server, or the controllers that DNS names for a domain. */
export type DirectoryTarget =
  | { readonly kind: 'server'; readonly name: string; readonly port?: number }
  | { readonly kind: 'domain'; readonly domain: string; readonly site?: string }

/** All that is needed to open a directory. */
export interface DirectoryAccess {
  readonly target: DirectoryTarget
  readonly protection: DirectoryProtection
  /** PEM of the domain's CA; absent: the CAs that the system trusts. */
  readonly caCertificates?: string
  readonly account: DirectoryAccount
  /** Entry below which the objects lie; absent: found out from the server. */
  readonly base?: string
  readonly timeoutMs: number
}

/**
 * Refuses, before anything is sent, a password without TLS and an account without a password, which a server would take
 * for nobody and let in (RFC 4513 §5.1.2). Throws `directory-password-unprotected`, `directory-credentials`.
 */
export function checkAccess({ account, protection }: DirectoryAccess): void {
  if (account.kind !== 'password') return
  if (protection === 'none') throw new AppError('directory-password-unprotected')
  if (account.name === '' || account.password === '')
    throw new AppError('directory-credentials', 'Name or password is empty.')
}
