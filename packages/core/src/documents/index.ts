export {
  type ActivationObject,
  activationObjectBytesMax,
  directoryObjectsMax,
  forestNameCharactersMax,
  signActivationObject,
  type TrustedActivationObject,
} from './activation-object.ts'
export {
  type Answer,
  answerBytesMax,
  type Certificates,
  countMax,
  type Directive,
  decodeAnswer,
  leaseIdLength,
  nonceLength,
  type ReceivedAnswer,
  readReceivedAnswer,
  signAnswer,
  verifyLease,
} from './answer.ts'
export {
  type Catalogue,
  catalogueBytesMax,
  catalogueProductsMax,
  signCatalogue,
  verifyCatalogue,
} from './catalogue.ts'
export { type CborMap, type CborValue, decodeCbor, encodeCbor } from './cbor.ts'
export { nestingMax } from './cbor-reader.ts'
export { ClaimReader, claimKeys, claimMap, uuidClaim } from './claims.ts'
export { cmidOf } from './cmid.ts'
export { decodeConfirmationKey, encodeConfirmationKey } from './confirmation-key.ts'
export { activationObjectIdOf, forestKeyOf } from './forest.ts'
export {
  type HostCertificate,
  hostCertificateBytesMax,
  hostNameCharactersMax,
  hostValidityDays,
  hostValidityDaysMax,
  productGroupsMax,
  signHostCertificate,
} from './host-certificate.ts'
export {
  acceptIssuerCertificate,
  blsPublicKeyLength,
  type IssuerCertificate,
  issuerCertificateBytesMax,
  issuerValidityDays,
  signIssuerCertificate,
  verifyIssuerCertificate,
} from './issuer-certificate.ts'
export {
  type MachineConfirmation,
  type MachineExpectation,
  machineInstallationId,
  verifyMachineConfirmation,
} from './machine-confirmation.ts'
export {
  type ProductLicence,
  productLicenceBytesMax,
  signProductLicence,
  type TrustedProductLicence,
  verifyProductLicence,
} from './product-licence.ts'
export {
  type ActivationChannel,
  type ActivationPolicy,
  activationChannels,
  type ChurnPolicy,
  churnPolicies,
  type DuplicatePolicy,
  defaultPolicy,
  duplicatePolicies,
  intervalMinutesMax,
  type Product,
  type ProductFamily,
  type ProductTerms,
  productFamilies,
  productGroupMax,
  rearmLimitMax,
  thresholdMax,
  thresholdMin,
} from './product-terms.ts'
export {
  type DocumentName,
  decodeSign1,
  documentNames,
  encodeSign1,
  isSignedBy,
  keyIdLength,
  keyIdOf,
  publicKeyLength,
  type Sign1,
  sign1,
  signatureLength,
  signedBytesOf,
} from './sign1.ts'
export { checkValidity, decodeClaims, openDocument, signDocument, type Validity } from './signed-document.ts'
export {
  confirmationBytes,
  decodeTelephoneCertificate,
  encodeTelephoneCertificate,
  isTelephoneCertificate,
  type TelephoneCertificate,
  telephoneCertificateBytesMax,
  telephoneHostName,
} from './telephone-certificate.ts'
export {
  encodeTelephoneObject,
  forestInstallationId,
  isTelephoneObject,
  type TelephoneObject,
  telephoneForestName,
} from './telephone-object.ts'
export {
  type AnswerContext,
  checkClockDifference,
  clockDifferenceSecondsMax,
  type LeaseExpectation,
  type OpenedAnswer,
  openAnswer,
  type TrustedHost,
  verifyHost,
  verifyHostLease,
} from './trust.ts'
export { createVerificationMemory } from './verification-memory.ts'
export type { Verified } from './verified.ts'
export {
  type ActivationObjectExpectation,
  acceptActivationObject,
  checkActivationObject,
  readActivationObject,
  verifyActivationObject,
} from './verify-activation-object.ts'
export { verifyHostCertificate } from './verify-host-certificate.ts'
