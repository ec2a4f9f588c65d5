export {
  type ConfirmationKeyPair,
  confirmationKeyPairOf,
  confirmationLength,
  confirmationSecretKeyLength,
  signConfirmation,
  verifyConfirmation,
} from './confirmation.ts'
export {
  decodeInstallationId,
  encodeInstallationId,
  type InstallationId,
  type InstallationKind,
  installationDigest,
  installationIdLength,
  installationKinds,
  isCurrentMonth,
  keyFingerprintLength,
  keyFingerprintOf,
  monthOf,
} from './installation-id.ts'
