export {
  type ConfirmationKeyPair,
  confirmationKeyPairOf,
  confirmationLength,
  confirmationPublicKeyOf,
  confirmationSecretKeyLength,
  signConfirmation,
  verifyConfirmation,
} from './confirmation.ts'
