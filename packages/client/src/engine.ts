/**
 * The client without a computer around it: made from ports alone, for programs that bring their own, such as the
 * lab in virtual time. Nothing here opens a file, a socket or a clock.
 */
export { type AuthorityFetch, authorityPoster } from './authority-poster.ts'
export { type Client, type ClientConfig, createClient } from './client.ts'
export type { ActivationOutcome, ClientFolder } from './client-folder.ts'
export type { ClientPorts, DomainDirectory, PacketPoster } from './client-ports.ts'
export { type ClientDescription, type ClientStatus, describeProduct } from './client-status.ts'
export { directFolder } from './direct-folder.ts'
export { type Licence, type LicenceOptions, openLicence } from './licence.ts'
