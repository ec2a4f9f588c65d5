export { encodeFrame, FrameParser, framePrefixBytes } from './frame.ts'
export {
  defaultPort,
  machineNameBytesMax,
  protocolVersion,
  requestBytesMax,
  requestsPerConnectionMax,
  typicalPacketBytesMax,
} from './limits.ts'
export { clipMachineName } from './machine-name.ts'
export {
  decodePacket,
  encodeRefusal,
  isRefusalSignedBy,
  type ReceivedPacket,
  type ReceivedRefusal,
  type Refusal,
  refusalBytesMax,
} from './refusal.ts'
export {
  type ActivationRequest,
  decodeRequest,
  fingerprintLength,
  licenceStateMax,
  type ReceivedRequest,
  signRequest,
  type VerifiedRequest,
  verifyRequest,
  verifyRequestElsewhere,
} from './request.ts'
