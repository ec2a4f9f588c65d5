/**
 * The computers of a directory, by LDAP: accounts of an Active Directory that are not disabled, or entries of the class
 * `device` elsewhere. The names in a filter are values (RFC 4515), so a pattern can ask for nothing but names.
 */
import { AppError } from '@muster/core/errors'
import {
  type DirectoryAccess,
  type DirectorySession,
  filterValue,
  firstText,
  openDirectory,
  type ServerPorts,
} from '@muster/directory'
import { machinesMax } from '../operations/add-machines.ts'
import type { ComputerDirectory } from '../ports.ts'

/** Longest pattern, and the most asterisks in it. */
export const patternCharactersMax = 100
export const wildcardsMax = 5
/** Accounts that were disabled: bit 2 of userAccountControl, by the matching rule for bits. */
const disabled = '(userAccountControl:1.2.840.113556.1.4.803:=2)'

/** Which computers. */
export interface ComputerSearch {
  readonly access: DirectoryAccess
  /** Fits short and full names; `*` stands for any characters. All computers where absent. */
  readonly pattern?: string
}

/** The computers that a search finds; it is opened for each listing, and closed after it. Throws `usage`. */
export function directoryComputers(search: ComputerSearch, ports: ServerPorts): ComputerDirectory {
  const pattern = checkedPattern(search.pattern ?? '*')
  return {
    async *computers() {
      const session = await openDirectory(search.access, ports)
      try {
        yield* await listComputers(session, pattern, search.access.base)
      } finally {
        await session.close()
      }
    },
  }
}

/** The filter for computers whose short or full name fits the pattern. */
export function computerFilter(pattern: string, isActiveDirectory: boolean): string {
  const value = pattern.split('*').map(filterValue).join('*')
  return isActiveDirectory
    ? `(&(objectCategory=computer)(|(cn=${value})(dNSHostName=${value}))(!${disabled}))`
    : `(&(objectClass=device)(cn=${value}))`
}

/** Throws `usage` for a pattern that is empty or too long, or has too many asterisks. */
function checkedPattern(pattern: string): string {
  const wildcards = pattern.split('*').length - 1
  if (pattern === '' || pattern.length > patternCharactersMax || wildcards > wildcardsMax)
    throw new AppError(
      'usage',
      `A pattern has 1 to ${patternCharactersMax} characters and at most ${wildcardsMax} asterisks.`,
    )
  return pattern
}

async function listComputers(
  session: DirectorySession,
  pattern: string,
  chosenBase: string | undefined,
): Promise<readonly string[]> {
  const [root] = await session.search({
    base: '',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['defaultNamingContext', 'namingContexts'],
    entriesMax: 1,
  })
  const domainHead = root && firstText(root, 'defaultNamingContext')
  const base = chosenBase ?? domainHead ?? (root && firstText(root, 'namingContexts'))
  if (base === undefined) throw new AppError('directory-base-unknown')
  const entries = await session.search({
    base,
    scope: 'sub',
    filter: computerFilter(pattern, domainHead !== undefined),
    attributes: ['dNSHostName', 'cn'],
    entriesMax: machinesMax,
  })
  const names = entries.flatMap((entry) => firstText(entry, 'dNSHostName') ?? firstText(entry, 'cn') ?? [])
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
}
