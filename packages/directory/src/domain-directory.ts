/**
 * The directory of the domain that a machine is in, as the client asks it: with what the administrator set, else by
 * Kerberos with the machine's own keys, else with the ticket of whoever runs this.
 */
import { readFile } from 'node:fs/promises'
import { AppError } from '@muster/core/errors'
import { checkDirectorySetting, type DirectorySetting } from '@muster/core/licensing'
import type { DirectoryReading } from '@muster/core/ports'
import { readMachinePrincipal } from '@muster/node'
import {
  type DirectoryAccess,
  type DirectoryAccount,
  type DirectoryTarget,
  directoryTimeoutMsDefault,
} from './access.ts'
import type { ServerPorts } from './find-servers.ts'
import { createActivationObjectReader } from './object-reader.ts'

const portMax = 65_535
const passwordCharactersMax = 1_024

/** What a client asks. */
export interface DomainQuestion {
  readonly productGroup: number
  readonly domain: string
  readonly setting?: DirectorySetting
}

/**
 * Reads the objects for a product group. `environment` may name KRB5_KTNAME. Rejects with the codes of
 * `createActivationObjectReader`, `file-not-found` and `usage` for a setting that leads nowhere.
 */
export async function readDomainObjects(
  { productGroup, domain, setting }: DomainQuestion,
  ports: ServerPorts,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DirectoryReading> {
  const access = await accessTo(domain, setting, environment)
  return createActivationObjectReader(access, ports).read({ productGroup })
}

/** How the directory of a domain is reached under a setting. Rejects with `file-not-found`, `usage`, and `directory-password-unprotected`. */
export async function accessTo(
  domain: string,
  setting: DirectorySetting | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DirectoryAccess> {
  if (setting !== undefined) checkDirectorySetting(setting)
  const { protection = 'kerberos', server, caFile, base } = setting ?? {}
  const isKerberos = protection === 'kerberos'
  const account = isKerberos
    ? await kerberosAccount(setting?.keytab, environment)
    : await passwordAccount(setting)
  return {
    target: server === undefined ? { kind: 'domain', domain } : serverTarget(server),
    protection: isKerberos ? 'none' : protection,
    account,
    timeoutMs: directoryTimeoutMsDefault,
    ...(caFile === undefined ? {} : { caCertificates: await readText(caFile) }),
    ...(base === undefined ? {} : { base }),
  }
}

/** HOST, HOST:PORT or [IPv6]:PORT. Throws `usage`. */
export function serverTarget(text: string): DirectoryTarget {
  const found = /^(?:\[([0-9A-Fa-f:]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text)
  const name = found?.[1] ?? found?.[2]
  const port = found?.[3] === undefined ? undefined : Number(found[3])
  if (name === undefined || port === 0 || (port ?? 0) > portMax)
    throw new AppError('usage', `"${text}" is not HOST, HOST:PORT or [IPv6]:PORT of a directory server.`)
  return { kind: 'server', name, ...(port === undefined ? {} : { port }) }
}

/** The machine's keys where this account may read them; the ticket that it has where it may not. */
async function kerberosAccount(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DirectoryAccount> {
  const machine = readMachinePrincipal(named, environment)
  if (machine !== undefined) return { kind: 'kerberos', ...machine }
  if (named !== undefined)
    throw new AppError('directory-ticket-missing', `No keys can be read from ${named}.`)
  return { kind: 'kerberos' }
}

async function passwordAccount(setting: DirectorySetting | undefined): Promise<DirectoryAccount> {
  const { account, passwordFile } = setting ?? {}
  if (account === undefined || passwordFile === undefined) return { kind: 'anonymous' }
  const password = (await readText(passwordFile)).replace(/\r?\n$/, '')
  if (password === '' || password.length > passwordCharactersMax)
    throw new AppError('usage', `${passwordFile} does not hold one password.`)
  return { kind: 'password', name: account, password }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('file-not-found', path, { cause })
  }
}
