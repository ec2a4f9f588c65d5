export { type Authority, createAuthority } from './authority.ts'
export {
  AuthorityFolder,
  type AuthorityFolderParts,
  type KeyRaise,
  type RunningAuthority,
} from './authority-folder.ts'
export {
  type AuthorityConfig,
  type AuthorityConfigField,
  authorityConfigFields,
  authorityConfigSchema,
  defaultAuthorityPort,
  environmentName,
  isLoopback,
  readAuthorityConfig,
} from './config.ts'
export { authorityConfigMeanings } from './config-meanings.ts'

export type { Issuer } from './identity/issuer.ts'
export type { Vendor } from './identity/vendor.ts'
export type { ExportedLicence } from './operations/export-licence.ts'
export { type MediaFile, mediaFiles } from './operations/export-media.ts'
export type { InitialisedVendor } from './operations/initialise.ts'
export type { IssuedProductKey, KeyRequest } from './operations/issue-key.ts'
export type { ForestRequest, MadeObject } from './operations/make-object.ts'
export type { RenewedIssuer } from './operations/renew-issuer.ts'
export { parseProductGroups, type SignedCatalogue } from './operations/sign-catalogue.ts'
export type { ReadBack, TelephoneOutcome } from './operations/telephone.ts'
export type {
  AuthorityPorts,
  HttpHandler,
  HttpListening,
  HttpListenOptions,
  HttpServer,
  TlsIdentity,
} from './ports.ts'
