/**
 * Where in a directory activation objects lie, and what the directory is called: the configuration partition on Active
 * Directory, so that the whole forest sees them, and the naming context on any other.
 */
import { isUuid, uuidFromText, uuidToText } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import { firstText } from './entry-text.ts'
import type { DirectoryEntry, DirectorySession } from './session.ts'

const distinguishedNameCharactersMax = 1_024
const domainComponent = /^DC=((?:[A-Za-z0-9-]|_)+)$/i

/** What kind of directory it is: they differ in the class of the container and in who names the forest. */
export type DirectoryKind = 'active-directory' | 'ldap'

/** One directory's place for objects. */
export interface DirectoryPlace {
  readonly kind: DirectoryKind
  /** UUID of the head of the partition. */
  readonly forestId: string
  /** DNS name where the directory's name is one, else the distinguished name of the partition. */
  readonly forestName: string
  /** Distinguished names, from the container of services down to that of the objects. */
  readonly services: string
  readonly container: string
}

/**
 * Asks the server. With `base` the entry of this name is the head of the partition. Rejects with `directory-base-unknown`
 * and the codes of a session.
 */
export async function findPlace(session: DirectorySession, base?: string): Promise<DirectoryPlace> {
  const root = await readEntry(session, '', [
    'configurationNamingContext',
    'rootDomainNamingContext',
    'namingContexts',
  ])
  const configuration = root === undefined ? undefined : firstText(root, 'configurationNamingContext')
  const isActiveDirectory = configuration !== undefined && base === undefined
  const head = base ?? configuration ?? onlyNamingContext(root)
  checkName(head)
  const entry = await readEntry(session, head, ['objectGUID', 'entryUUID'])
  const forestId = entry === undefined ? undefined : idOf(entry)
  if (forestId === undefined) throw new AppError('directory-base-unknown', `"${head}" cannot be read.`)
  const named =
    isActiveDirectory && root !== undefined ? (firstText(root, 'rootDomainNamingContext') ?? head) : head
  const services = `CN=Services,${head}`
  return {
    kind: isActiveDirectory ? 'active-directory' : 'ldap',
    forestId,
    forestName: nameOfContext(named),
    services,
    container: `CN=Muster,${services}`,
  }
}

/** The DNS name of `DC=ad,DC=example`; the distinguished name itself where it is no DNS name. */
export function nameOfContext(distinguishedName: string): string {
  const labels = distinguishedName.split(',').map((part) => domainComponent.exec(part.trim())?.[1])
  return labels.includes(undefined) ? distinguishedName : labels.join('.').toLowerCase()
}

/** The UUID of a GUID in the bytes of Active Directory, whose first three fields are little-endian. */
export function uuidOfGuid(bytes: Uint8Array): string {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
  return uuidToText(Uint8Array.from(order, (index) => bytes[index] ?? 0))
}

async function readEntry(
  session: DirectorySession,
  base: string,
  attributes: readonly string[],
): Promise<DirectoryEntry | undefined> {
  const entries = await session.search({
    base,
    scope: 'base',
    filter: '(objectClass=*)',
    attributes,
    entriesMax: 1,
  })
  return entries[0]
}

function onlyNamingContext(root: DirectoryEntry | undefined): string {
  const contexts = root?.values.get('namingcontexts') ?? []
  const [only] = contexts
  if (only === undefined || contexts.length !== 1) throw new AppError('directory-base-unknown')
  return new TextDecoder().decode(only)
}

function checkName(distinguishedName: string): void {
  if (distinguishedName === '' || distinguishedName.length > distinguishedNameCharactersMax)
    throw new AppError('directory-base-unknown', 'The name of the partition is empty or too long.')
  if (/\p{Cc}/u.test(distinguishedName)) throw new AppError('directory-answer-malformed')
}

function idOf(entry: DirectoryEntry): string | undefined {
  const guid = entry.values.get('objectguid')?.[0]
  if (guid?.length === 16) return uuidOfGuid(guid)
  const uuid = firstText(entry, 'entryUUID')
  const bytes = uuid !== undefined && isUuid(uuid) ? uuidFromText(uuid) : undefined
  return bytes === undefined ? undefined : uuidToText(bytes)
}
