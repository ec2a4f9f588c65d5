export { confirmationIdFromDigits, confirmationIdLength, confirmationIdToDigits } from './confirmation-id.ts'
export { digitTextCharactersMax, wrongDigitGroups } from './digit-text.ts'
export { installationIdFromDigits, installationIdLength, installationIdToDigits } from './installation-id.ts'
export { productKeyHash } from './key-hash.ts'
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
