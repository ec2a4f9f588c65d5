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
