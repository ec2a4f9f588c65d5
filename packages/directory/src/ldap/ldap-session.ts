/** A directory session by LDAP in this process: bound as an account, paging through what it searches. */
import { AppError } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'
import type { DirectoryAccess } from '../access.ts'
import {
  type DirectoryEntry,
  type DirectorySearch,
  type DirectorySession,
  pageEntriesMax,
  searchBytesMax,
} from '../session.ts'
import { LdapConnection, type LdapResult } from './connection.ts'
import {
  addOperation,
  bindOperation,
  type Operation,
  removeOperation,
  replaceOperation,
  searchOperation,
} from './messages.ts'
import { resultCodes, resultError } from './result-error.ts'

const emptyCookie = new Uint8Array(0)

/**
 * Connects and binds. A password is sent only once TLS stands; whoever calls has checked the access. Rejects with
 * `directory-unreachable`, `directory-timeout`, `directory-tls-failed`, `directory-credentials`,
 * `directory-answer-malformed`.
 */
export async function openLdapSession(
  endpoint: Endpoint,
  access: DirectoryAccess,
): Promise<DirectorySession> {
  const { account, protection, caCertificates, timeoutMs } = access
  const trust = caCertificates === undefined ? {} : { caCertificates }
  const connection = await LdapConnection.open(endpoint, { protection, timeoutMs, ...trust })
  if (account.kind === 'password') {
    const { resultCode, diagnostic } = await connection.request(bindOperation(account.name, account.password))
    if (resultCode !== resultCodes.success) {
      connection.close()
      throw resultError(resultCode, diagnostic)
    }
  }
  return sessionOver(connection, endpoint, timeoutMs)
}

function sessionOver(connection: LdapConnection, endpoint: Endpoint, timeoutMs: number): DirectorySession {
  return {
    server: `${endpoint.name}:${endpoint.port}`,
    search: (search) => searchAll(connection, search, Math.ceil(timeoutMs / 1_000)),
    add: (dn, attributes) => done(connection, addOperation(dn, attributes), resultCodes.entryAlreadyExists),
    replace: (dn, attributes) => done(connection, replaceOperation(dn, attributes), resultCodes.noSuchObject),
    remove: (dn) => done(connection, removeOperation(dn), resultCodes.noSuchObject),
    close: async () => connection.close(),
  }
}

async function searchAll(
  connection: LdapConnection,
  search: DirectorySearch,
  seconds: number,
): Promise<readonly DirectoryEntry[]> {
  const entries: DirectoryEntry[] = []
  let bytesLeft = searchBytesMax
  let cookie: Uint8Array | undefined = emptyCookie
  while (cookie !== undefined) {
    const operation = searchOperation(search, { entriesMax: pageEntriesMax, cookie, seconds })
    const before = entries.length
    const result: LdapResult = await connection.request(operation, ({ entry }) => {
      bytesLeft -= sizeOf(entry)
      if (entries.length >= search.entriesMax || bytesLeft < 0)
        throw new AppError('directory-answer-too-large')
      entries.push(entry)
    })
    if (result.resultCode === resultCodes.noSuchObject) return []
    if (result.resultCode !== resultCodes.success) throw resultError(result.resultCode, result.diagnostic)
    cookie = nextPage(result, entries.length - before)
  }
  return entries
}

/** A page without entries that promises another would never end. */
function nextPage({ cookie }: LdapResult, entriesOfPage: number): Uint8Array | undefined {
  if (cookie === undefined || cookie.length === 0) return undefined
  if (entriesOfPage === 0)
    throw new AppError('directory-answer-malformed', 'A page is empty and not the last.')
  return cookie
}

/** Bytes that an entry takes here, its bookkeeping among them. */
function sizeOf(entry: DirectoryEntry): number {
  const overhead = 64
  let bytes = overhead + entry.dn.length
  for (const [name, values] of entry.values) {
    bytes += overhead + name.length
    for (const value of values) bytes += overhead + value.length
  }
  return bytes
}

/** True where it was done, false where the server says that it is so already (or not there). */
async function done(connection: LdapConnection, operation: Operation, expected: number): Promise<boolean> {
  const { resultCode, diagnostic } = await connection.request(operation)
  if (resultCode === resultCodes.success) return true
  if (resultCode === expected) return false
  throw resultError(resultCode, diagnostic)
}
