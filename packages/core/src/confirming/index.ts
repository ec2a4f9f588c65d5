export {
  decodeInstallationId,
  encodeInstallationId,
  type InstallationId,
  type InstallationKind,
  installationDigest,
  installationDigestLength,
  installationIdLength,
  installationKinds,
  isCurrentMonth,
  keyFingerprintLength,
  keyFingerprintOf,
} from './installation-id.ts'
export { monthAt, monthOf, monthStartSeconds, monthsMax } from './months.ts'
export { withConfirmations } from './with-confirmations.ts'
