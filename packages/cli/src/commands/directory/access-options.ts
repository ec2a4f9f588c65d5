/** The flags with which every command of `muster directory` reaches the directory, and the directory that they lead to. */
import { AppError } from '@muster/core/errors'
import type { Directory } from '@muster/directory'
import { type DirectoryOptionValues, directoryOptions, directorySettingOf } from '../directory-options.ts'

/** The flags. */
export const accessOptions = {
  domain: { value: 'DOMAIN', summary: "DNS name of the domain; this machine's own unless given." },
  ...directoryOptions,
} as const

/** Their values. */
export interface AccessValues extends DirectoryOptionValues {
  readonly domain?: string | undefined
}

/**
 * Opens the directory, does the work, and closes it whatever happens. By Kerberos without a keytab it is the ticket of
 * whoever runs the command, and never the machine's own. Rejects with `usage` where no directory is named, and with the
 * codes of opening one.
 */
export async function withDirectory<Result>(
  options: AccessValues,
  work: (directory: Directory) => Promise<Result>,
): Promise<Result> {
  const { accessTo, openRealDirectory } = await import('@muster/directory/main')
  const { domain, ...flags } = options
  const setting = directorySettingOf(domain ?? (await ownDomain(options.server)), flags)
  const access = await accessTo(setting.domain, setting, process.env)
  const isOwnTicket = setting.protection === 'kerberos' && setting.keytab === undefined
  const account = isOwnTicket ? ({ kind: 'kerberos' } as const) : access.account
  const directory = await openRealDirectory({ ...access, account })
  try {
    return await work(directory)
  } finally {
    await directory.close()
  }
}

/** A server that is named needs no domain. */
async function ownDomain(server: string | undefined): Promise<string> {
  const { localMachine } = await import('@muster/node')
  const domain = localMachine().domain?.()?.domain
  if (domain === undefined && server === undefined)
    throw new AppError(
      'usage',
      'This machine is in no domain: name one with --domain, or a server with --server.',
    )
  return domain ?? ''
}
