export type { ClientPorts, PacketPoster } from './client-ports.ts'
export {
  type ActivationOutcome,
  type Agent,
  type ClientDescription,
  type ClientFolder,
  type ClientFolderOptions,
  type ClientStatus,
  type CreateLicenceOptions,
  connectAgent,
  createLicence,
  defaultClientFolder,
  type Licence,
  type LicenceEvidence,
  type LicenceOptions,
  type LicenceWord,
  openClientFolder,
  startAgent,
} from './main.ts'
