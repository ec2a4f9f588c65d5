export { confirmationIdLength, encodeConfirmationId, parseConfirmationId } from './confirmation-id.ts'
export { digitTextCharactersMax, wrongDigitGroups } from './digit-text.ts'
export { encodeInstallationId, installationIdLength, parseInstallationId } from './installation-id.ts'
export { keyFingerprint, keyFingerprintLength, productKeyHash } from './key-hash.ts'
export { parseProductKey, productKeyTextCharactersMax } from './parse-product-key.ts'
export {
  encodeProductKey,
  type ProductKey,
  type ProductKeyContent,
  type ProductKeyKind,
  partialProductKey,
  productKeyCharacters,
  productKeyKinds,
  productKeyOf,
  productKeySecretLength,
} from './product-key.ts'
export { isSetupKeyOf, setupKeyOf } from './setup-key.ts'
