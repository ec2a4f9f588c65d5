export { roundMsMax } from './activation-round.ts'
export {
  type Assessment,
  activatedUntilMs,
  assessProduct,
  effectiveNowMs,
  minutesToStateExpiry,
} from './assess.ts'
export { type ChannelStanding, channelStandings, servingChannel } from './channel-standings.ts'
export { channelOrder, domainOf } from './channels.ts'
export {
  type ClientState,
  type DomainsLeft,
  type HostCandidate,
  type LoadedProduct,
  loadClientState,
  type MachineFacts,
  storedInstallation,
  withMemoryOf,
  withoutRound,
} from './client-state.ts'
export type {
  AuthorityConfirmation,
  AuthorityRequest,
  ClientEffect,
  ClientEvent,
  DirectoryOutcome,
  RoundOutcome,
  StepContext,
  StepResult,
} from './client-step.ts'
export { eventNeedsConfirmations, stateNeedsConfirmations } from './confirmation-needs.ts'
export type { DirectoryEvidence, ProvenObject } from './directory-evidence.ts'
export { telephoneObjectsMax } from './directory-round.ts'
export {
  checkDirectorySetting,
  type DirectoryProtection,
  type DirectorySetting,
  directoryProtections,
} from './directory-setting.ts'
export { discoveredHosts } from './discovered-hosts.ts'
export { type Explanation, explainState } from './explain.ts'
export {
  hardwareFactsMax,
  hardwareFingerprint,
  hashHardware,
  isHardwareWithinTolerance,
} from './hardware.ts'
export { formatHostAddress, type HostAddress, type HostSource, parseHostAddress } from './host-address.ts'
export { domainsToLookUp, hostCandidates, knownHost, serviceLabelOf } from './host-choice.ts'
export {
  type Evidence,
  forfeitedInstallation,
  freshInstallation,
  type HardwareHash,
  type InstallationState,
  type InstalledKey,
  type InstalledKeyKind,
  type LastError,
  type MakState,
  type ProductState,
  type Standing,
  setupOf,
} from './installation-state.ts'
export { spreadInterval, spreadIntervalMax } from './intervals.ts'
export {
  isUsable,
  type LicenceState,
  type LicenceStateName,
  licenceStateName,
  licenceStates,
} from './licence-state.ts'
export { openInstallation, sealInstallation } from './sealed-state.ts'
export { decodeInstallation, encodeInstallation, stateBytesMax } from './state-codec.ts'
export { step } from './step.ts'
export { type LicenceTrigger, licenceTransitions, licenceTriggers, nextLicenceState } from './transitions.ts'
export { confirmationFailuresMax, confirmationWindowMs, shownInstallationId } from './typed-confirmation.ts'
