/**
 * A directory session by the system's `ldapsearch` and `ldapmodify` with Kerberos: they bring its negotiation with them.
 * The connection is signed and sealed by Kerberos itself, or refused; the user's own settings of those programs do not
 * count. With a keytab the ticket is a temporary one of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'
import { type ChildCommandOutcome, runChildCommand } from '@muster/node'
import type { DirectoryAccess, DirectoryAccount } from '../access.ts'
import { resultCodes, resultError } from '../ldap/result-error.ts'
import { type DirectorySearch, type DirectorySession, pageEntriesMax, searchBytesMax } from '../session.ts'
import { addChange, parseEntries, removeChange, replaceChange } from './ldif.ts'

/** Bits of protection that are asked of Kerberos: encryption, not only signatures. */
const protectionBitsMin = 56
/** Base64 and the names of attributes make the text longer than the values. */
const outputBytesMax = searchBytesMax * 2
const noticeBytesMax = 65_536
const localFailure = 254
const cannotReach = 255

type Kerberos = Extract<DirectoryAccount, { readonly kind: 'kerberos' }>
type Environment = Readonly<Record<string, string>>

/**
 * Gets a ticket where a keytab is given. The first operation shows whether the server can be reached. Rejects with
 * `directory-tool-missing`, `directory-ticket-missing`.
 */
export async function openKerberosSession(
  { name, port }: Endpoint,
  account: Kerberos,
  { timeoutMs }: Pick<DirectoryAccess, 'timeoutMs'>,
): Promise<DirectorySession> {
  const ticket = await ticketOf(account, timeoutMs)
  const url = `ldap://${name.includes(':') ? `[${name}]` : name}:${port}`
  const tools = createTools({ url, timeoutMs, environment: ticket.environment })
  return {
    server: `${name}:${port}`,
    search: (search) => tools.search(search),
    add: (dn, attributes) => tools.change(addChange(dn, attributes), resultCodes.entryAlreadyExists),
    replace: (dn, attributes) => tools.change(replaceChange(dn, attributes), resultCodes.noSuchObject),
    remove: (dn) => tools.change(removeChange(dn), resultCodes.noSuchObject),
    close: ticket.remove,
  }
}

interface ToolOptions {
  readonly url: string
  readonly timeoutMs: number
  readonly environment: Environment
}

function createTools({ url, timeoutMs, environment }: ToolOptions) {
  const seconds = Math.ceil(timeoutMs / 1_000)
  const common = [
    '-Y',
    'GSSAPI',
    '-Q',
    '-N',
    '-O',
    `minssf=${protectionBitsMin}`,
    '-H',
    url,
    '-o',
    `nettimeout=${seconds}`,
  ]
  return {
    async search(search: DirectorySearch) {
      const { base, scope, filter, attributes, entriesMax } = search
      const paging = scope === 'base' ? [] : ['-E', `pr=${pageEntriesMax}/noprompt`]
      const words = [
        '-LLL',
        '-o',
        'ldif-wrap=no',
        ...common,
        '-l',
        String(seconds),
        ...paging,
        '-s',
        scope,
        '-b',
        base,
      ]
      const outcome = await run('ldapsearch', [...words, filter, ...attributes], { timeoutMs, environment })
      const resultCode = resultOf(outcome)
      if (resultCode === resultCodes.noSuchObject) return []
      if (resultCode !== resultCodes.success) throw toolError(resultCode, outcome.stderr)
      return parseEntries(outcome.stdout, entriesMax)
    },
    async change(ldif: string, expected: number) {
      const outcome = await run('ldapmodify', common, { timeoutMs, environment, input: ldif })
      const resultCode = resultOf(outcome)
      if (resultCode === resultCodes.success) return true
      if (resultCode === expected) return false
      throw toolError(resultCode, outcome.stderr)
    },
  }
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly environment: Environment; readonly input?: string },
): Promise<ChildCommandOutcome> {
  return runChildCommand(program, args, { ...options, outputBytesMax })
}

/** The result code of LDAP, which these programs end with. */
function resultOf({ ended, exitCode }: ChildCommandOutcome): number {
  if (ended === 'missing') throw new AppError('directory-tool-missing')
  if (ended === 'timeout') throw new AppError('directory-timeout')
  if (ended === 'output') throw new AppError('directory-answer-too-large')
  return exitCode ?? localFailure
}

/** Failures of the program itself are above all results of LDAP; what it printed tells them apart. */
function toolError(resultCode: number, printed: string): AppError {
  if (resultCode === cannotReach || /Can't contact LDAP server/.test(printed))
    return new AppError('directory-unreachable')
  const said = /additional info: (.*)/.exec(printed)?.[1] ?? printed
  if (resultCode !== localFailure) return resultError(resultCode, said)
  if (/No worthy mechs|Unknown authentication method|not supported/i.test(printed))
    return new AppError('directory-tool-missing', 'The GSSAPI module of SASL is not installed.')
  if (/Server not found in Kerberos database|Cannot contact any KDC/i.test(printed))
    return new AppError(
      'directory-ticket-missing',
      'Kerberos knows no such server: name it as the domain does.',
    )
  return new AppError('directory-ticket-missing')
}

/** Whose ticket is shown: that of who runs this, or one from a keytab in a folder of its own. */
async function ticketOf({ keytab, principal }: Kerberos, timeoutMs: number) {
  const quiet = { LDAPNOINIT: '1' }
  if (keytab === undefined) return { environment: quiet, remove: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'muster-ticket-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const environment = { ...quiet, KRB5CCNAME: `FILE:${join(folder, 'cache')}` }
  const args = ['-k', '-t', keytab, ...(principal === undefined ? [] : [principal])]
  const { ended } = await runChildCommand('kinit', args, {
    timeoutMs,
    environment,
    outputBytesMax: noticeBytesMax,
  }).then((outcome) =>
    outcome.ended === 'itself' && outcome.exitCode !== 0 ? { ended: 'refused' as const } : outcome,
  )
  if (ended === 'itself') return { environment, remove }
  await remove()
  throw new AppError(ended === 'missing' ? 'directory-tool-missing' : 'directory-ticket-missing')
}
