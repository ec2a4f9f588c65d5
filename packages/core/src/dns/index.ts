export {
  messageBytesMax,
  opcodes,
  recordClasses,
  recordTypes,
  udpMessageBytesMax,
} from './constants.ts'
export { domainsUpwards, isDomainName, normaliseDomainName } from './domain-name.ts'
export { parseKeyFile } from './key-file.ts'
export { decodeMessage, encodeMessage, type Message, type Question, type ResourceRecord } from './message.ts'
export { nsupdateScript, recordDataText, recordTypeName, zoneFileLine } from './presentation.ts'
export {
  decodeAddressData,
  decodePrimaryServer,
  decodeServiceData,
  encodeAddressData,
  encodeServiceData,
} from './record-data.ts'
export { codeOfResponse, responseCodeName, responseNameOf } from './response-code.ts'
export { parseServerAddress } from './server-address.ts'
export {
  type KeyedHash,
  type SignedRequest,
  signMessage,
  type TsigAlgorithm,
  type TsigKey,
  tsigAlgorithms,
  tsigFudgeSeconds,
  type VerifiedReply,
  verifyReply,
} from './transaction-signature.ts'
export { queryMessage, type RecordContent, updateMessage, type ZoneUpdate } from './update.ts'
