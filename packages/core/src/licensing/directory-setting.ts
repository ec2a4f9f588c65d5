/** How a machine reaches the directory of its domain, where the administrator says so. No secret stands in it. */
import { AppError } from '../errors/index.ts'

/** How the connection is protected: TLS from the first byte, TLS that is begun on the connection, or Kerberos. */
export const directoryProtections = ['ldaps', 'starttls', 'kerberos'] as const
export type DirectoryProtection = (typeof directoryProtections)[number]

/** What the administrator sets. */
export interface DirectorySetting {
  /** The domain, also of a machine that did not join it by itself; a DNS name in lower case. */
  readonly domain: string
  readonly protection: DirectoryProtection
  /** HOST or HOST:PORT, instead of those that DNS names. */
  readonly server?: string
  /** CA certificates to trust instead of the system's; PEM. */
  readonly caFile?: string
  /** Reading account: a distinguished name, or user@domain on Active Directory. */
  readonly account?: string
  /** Holds the account's password. */
  readonly passwordFile?: string
  /** The machine's own unless said otherwise. */
  readonly keytab?: string
  /** Entry below which the objects lie, where the server does not say. */
  readonly base?: string
}

/** Refuses a setting that contradicts itself. Throws `directory-password-unprotected`, `usage`. */
export function checkDirectorySetting({ protection, account, passwordFile, keytab }: DirectorySetting): void {
  const hasPassword = account !== undefined || passwordFile !== undefined
  if (hasPassword && (account === undefined || passwordFile === undefined))
    throw new AppError('usage', 'An account and the file with its password go together.')
  if (hasPassword && protection === 'kerberos')
    throw new AppError('directory-password-unprotected', 'Kerberos takes keys, not a password.')
  if (keytab !== undefined && protection !== 'kerberos')
    throw new AppError('usage', 'A keytab goes with Kerberos only.')
}
