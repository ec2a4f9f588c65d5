export {
  type AuditAction,
  type AuditEntry,
  type AuthorityChange,
  auditActions,
  type ProductRecord,
} from './authority-change.ts'
export { catalogueOf } from './catalogue-of.ts'
export {
  activationObjectOf,
  decideHostActivation,
  type HostActivationAttempt,
  type HostActivationDecision,
  type HostActivationFresh,
  hostCertificateOf,
} from './decide-host-activation.ts'
export {
  type Actor,
  auditTextCharactersMax,
  decideKeyBlock,
  decideKeyIssue,
  decideLimitRaise,
  type KeyIssue,
  type LimitRaise,
} from './decide-key.ts'
export {
  decideMachineActivation,
  type MachineActivationAttempt,
  type MachineActivationDecision,
} from './decide-machine-activation.ts'
export {
  decideProductAddition,
  type FreshIds,
  type PolicyChanges,
  type ProductAddition,
  productTextCharactersMax,
} from './decide-product.ts'
export {
  documentMediaType,
  encodeHostActivationAnswer,
  type HostActivation,
  type HostActivationAnswer,
  type HostActivationExpectation,
  type HostActivationRequest,
  hostActivationAnswerBytesMax,
  hostActivationRequestBytesMax,
  readHostActivationAnswer,
  readHostActivationRequest,
  signHostActivationRequest,
} from './host-activation.ts'
export {
  type ActivatedDirectory,
  activationsMaxCeiling,
  activationsPerHostMaxCeiling,
  activationsPerHostMaxDefault,
  type HostActivationRecord,
  type HostKeyLimits,
  hostsMaxCeiling,
  hostsMaxDefault,
  type IssuedHostKey,
  type IssuedKey,
  type IssuedMak,
  type KeyBlock,
  type KeyException,
  type KeyState,
  keyIdOfHash,
  keySubject,
  type MachineActivationRecord,
  type MachineChannel,
  type MakLimits,
  machineChannels,
} from './issued-key.ts'
export {
  encodeMachineActivationAnswer,
  type MachineActivationAnswer,
  type MachineActivationRequest,
  type MachineConfirmation,
  machineActivationAnswerBytesMax,
  machineActivationRequestBytesMax,
  machineInstallationOf,
  readMachineActivationAnswer,
  readMachineActivationRequest,
  signMachineActivationRequest,
} from './machine-activation.ts'
export {
  encodeMachineBatchAnswer,
  encodeMachineBatchRequest,
  type MachineBatchAnswer,
  type MachineBatchItem,
  type MachineBatchRequest,
  machineBatchAnswerBytesMax,
  machineBatchMax,
  machineBatchRequestBytesMax,
  readMachineBatchAnswer,
  readMachineBatchRequest,
} from './machine-batch.ts'
export {
  checkForest,
  checkNewObject,
  encodeObjectAnswer,
  encodeObjectRequest,
  type ObjectAnswer,
  type ObjectExpectation,
  type ObjectRequest,
  objectAnswerBytesMax,
  objectRequestBytesMax,
  readObjectAnswer,
  readObjectRequest,
} from './object-request.ts'
