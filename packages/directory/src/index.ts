export {
  checkAccess,
  type DirectoryAccess,
  type DirectoryAccount,
  type DirectoryProtection,
  type DirectoryTarget,
  directoryTimeoutMsDefault,
} from './access.ts'
export { Directory, type DirectoryPorts, type PublishedObject } from './directory.ts'
export { accessTo, type DomainQuestion, readDomainObjects, serverTarget } from './domain-directory.ts'
export { firstText, textsOf } from './entry-text.ts'
export { findServers, type ServerPorts, serversMax } from './find-servers.ts'
export { filterValue } from './ldap/filter.ts'
export { createActivationObjectReader } from './object-reader.ts'
export {
  listedObjectsMax,
  type Publication,
  readAllObjects,
  readObject,
  readObjectsFor,
  removeObject,
  writeObject,
} from './object-store.ts'
export type { ListedObject, ObjectVerdict, ObjectView } from './object-view.ts'
export { openDirectory } from './open-directory.ts'
export { openLdapSchema, type SchemaFormat, schemaFormats } from './openldap-schema.ts'
export { type DirectoryKind, type DirectoryPlace, findPlace, nameOfContext } from './place.ts'
export type { DirectoryAttributes, DirectoryEntry, DirectorySearch, DirectorySession } from './session.ts'
export { confirmedMonthsMax, type TypedObject } from './telephone-objects.ts'
