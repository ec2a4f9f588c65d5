export type {
  ActivationOutcome,
  ClientFolder,
  InstalledProduct,
  InstalledProductKey,
  ProductChoice,
  RearmOutcome,
} from './client-folder.ts'
export type { ClientPorts, PacketPoster } from './client-ports.ts'
export type { ClientDescription, ClientStatus } from './client-status.ts'
export { type ClientFolderOptions, openClientFolder } from './main.ts'
export { defaultClientFolder } from './platform.ts'
