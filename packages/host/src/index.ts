export type { AuthorityConnection } from './authority/authority-connection.ts'
export { httpAuthority } from './authority/http-authority.ts'
export {
  environmentName,
  type HostConfig,
  type HostConfigField,
  type HostLimits,
  hostConfigFields,
  hostConfigSchema,
  readHostConfig,
} from './config.ts'
export { hostConfigMeanings } from './config-meanings.ts'
export { createHost, type Host, type HostAddresses, type HostOptions } from './host.ts'
export { HostFolder, type HostFolderParts, type RunningHost } from './host-folder.ts'
export type {
  Churn,
  HostInsight,
  InsightCheck,
  InsightReport,
  InsightSpan,
  InsightSubject,
  MachineRelations,
  OpenInsight,
  ReportFormat,
  SharedCmid,
  SharedCmids,
  SharingMachine,
} from './insight.ts'
export type { HostInstallationId, VendorMedia } from './operations/activate-by-telephone.ts'
export type { HostActivationOutcome } from './operations/activate-host.ts'
export type { InstalledKey } from './operations/install-host-key.ts'
export type { EventFilter } from './operations/list-events.ts'
export type { HostKeyState, ListedHostKey } from './operations/list-host-keys.ts'
export type { ListedMachine } from './operations/list-machines.ts'
export type { ListedSharingHost } from './operations/list-sharing-hosts.ts'
export type { CatalogueReplacement } from './operations/replace-catalogue.ts'
export type { CoveredProduct, HostReportSource } from './operations/report-source.ts'
export type { IntervalChange } from './operations/set-interval.ts'
export type { ApplicationStatus, HostStatus } from './operations/status.ts'
export type { PacketHandler, PacketOutcome } from './packet-handler.ts'
export type { HostPorts, HttpHandler, HttpListening, HttpServer } from './ports.ts'
