/**
 * The activation objects of one directory: read, written, taken away. One entry for each, named by the object's id, so
 * that a renewed object takes the place of the one before and objects of several keys and vendors lie side by side.
 */
import { isUuid } from '@muster/core/bytes'
import { type ActivationObject, directoryObjectsMax } from '@muster/core/documents'
import { AppError, codeOf } from '@muster/core/errors'
import type { DirectoryObject } from '@muster/core/ports'
import { firstText } from './entry-text.ts'
import { changeableAttributes, documentOf, layOut, objectAttributes, objectFilter } from './object-layout.ts'
import type { DirectoryPlace } from './place.ts'
import type { DirectoryEntry, DirectorySession } from './session.ts'

/** The most objects that a list shows. */
export const listedObjectsMax = 10_000
const nameCharactersMax = 64
const dnCharactersMax = 1_024

/** What a publication did. */
export interface Publication {
  readonly dn: string
  readonly kind: 'added' | 'replaced'
}

/**
 * The objects that say they cover a product group, for a machine. An entry whose values do not make a whole comes with
 * no bytes, which no verification passes. Rejects with the codes of a session.
 */
export async function readObjectsFor(
  session: DirectorySession,
  place: DirectoryPlace,
  productGroup: number,
): Promise<readonly DirectoryObject[]> {
  const filter = objectFilter(productGroup)
  const entries = await searchContainer(session, place, filter, directoryObjectsMax)
  return entries.map(objectOf)
}

/** All objects, page by page. */
export async function readAllObjects(
  session: DirectorySession,
  place: DirectoryPlace,
): Promise<readonly DirectoryObject[]> {
  const entries = await searchContainer(session, place, objectFilter(), listedObjectsMax)
  return entries.map(objectOf)
}

/** The object with this id. Rejects with `directory-object-missing`. */
export async function readObject(
  session: DirectorySession,
  place: DirectoryPlace,
  objectId: string,
): Promise<DirectoryObject> {
  const [entry] = await session.search({
    base: objectName(place, objectId),
    scope: 'base',
    filter: objectFilter(),
    attributes: objectAttributes,
    entriesMax: 1,
  })
  if (entry === undefined) throw new AppError('directory-object-missing')
  return objectOf(entry)
}

/** Writes an object, with the containers above it where they are missing. Rejects with the codes of a session. */
export async function writeObject(
  session: DirectorySession,
  place: DirectoryPlace,
  object: ActivationObject,
  document: Uint8Array,
): Promise<Publication> {
  const dn = objectName(place, object.objectId)
  if (await session.replace(dn, changeableAttributes(object, document))) return { dn, kind: 'replaced' }
  await prepareContainer(session, place)
  const added = await session.add(dn, layOut(object, document))
  if (added) return { dn, kind: 'added' }
  await session.replace(dn, changeableAttributes(object, document))
  return { dn, kind: 'replaced' }
}

/**
 * Writes an empty entry below the container and takes it away again: whether objects can be published here is known before
 * the vendor is asked for one, which counts. Rejects with the codes of a session.
 */
export async function proveWritable(
  session: DirectorySession,
  place: DirectoryPlace,
  probeId: string,
): Promise<void> {
  await prepareContainer(session, place)
  const dn = objectName(place, probeId)
  await session.add(dn, { objectClass: ['top', 'serviceConnectionPoint'], cn: [probeId] })
  await session.remove(dn)
}

/** Takes an object away. Rejects with `directory-object-missing`. */
export async function removeObject(
  session: DirectorySession,
  place: DirectoryPlace,
  objectId: string,
): Promise<string> {
  await readObject(session, place, objectId)
  const dn = objectName(place, objectId)
  if (!(await session.remove(dn))) throw new AppError('directory-object-missing')
  return dn
}

/**
 * Makes the container of objects where it is missing, which takes more rights than writing objects below it; true where
 * it was made. On Active Directory the container of services is there; elsewhere both are made. Rejects with the codes of
 * a session.
 */
export async function prepareContainer(session: DirectorySession, place: DirectoryPlace): Promise<boolean> {
  const { kind, services, container } = place
  const present = { scope: 'base', filter: '(objectClass=*)', attributes: ['cn'], entriesMax: 1 } as const
  if ((await session.search({ ...present, base: container })).length > 0) return false
  const objectClass = kind === 'active-directory' ? 'container' : 'organizationalRole'
  if (kind === 'ldap') await session.add(services, { objectClass: [objectClass], cn: ['Services'] })
  return session.add(container, {
    objectClass: ['top', objectClass],
    cn: ['Muster'],
    description: ['Activation objects of software that is activated through this directory'],
  })
}

function searchContainer(
  session: DirectorySession,
  { container }: DirectoryPlace,
  filter: string,
  entriesMax: number,
): Promise<readonly DirectoryEntry[]> {
  return session.search({ base: container, scope: 'one', filter, attributes: objectAttributes, entriesMax })
}

function objectName({ container }: DirectoryPlace, objectId: string): string {
  if (!isUuid(objectId)) throw new AppError('directory-object-missing', 'The id of an object is a UUID.')
  return `CN=${objectId.toLowerCase()},${container}`
}

function objectOf(entry: DirectoryEntry): DirectoryObject {
  const name = shown(firstText(entry, 'cn') ?? '').slice(0, nameCharactersMax)
  return { dn: shown(entry.dn).slice(0, dnCharactersMax), name, document: bytesOf(entry) }
}

/** What a server sends reaches screens and event logs. */
function shown(text: string): string {
  return text.replace(/\p{Cc}/gu, '')
}

function bytesOf(entry: DirectoryEntry): Uint8Array {
  try {
    return documentOf(entry)
  } catch (error) {
    if (codeOf(error) === 'directory-object-broken') return new Uint8Array(0)
    throw error
  }
}
