export {
  type AccessToken,
  type AccessTokenChange,
  type AccessTokenPorts,
  AccessTokens,
  type IssuedAccessToken,
  type Role,
  roles,
} from './access-tokens.ts'
export { AnswerUnderWay, askAgainSeconds } from './answer-under-way.ts'
export { type Account, type ApiCall, type ApiRoute, type ApiSchema, route } from './api-route.ts'
export type { ConsoleAudit } from './audit-entry.ts'
export type { Asset, Assets, ConsolePorts, FaceName } from './console-ports.ts'
export { eventStream, type Send, type StreamMessage } from './event-stream.ts'
export { createFace, type Face, type FaceOptions } from './face.ts'
export { type ConsoleEnvironment, changeHeader } from './guard.ts'
export { apiRoot } from './openapi.ts'
export { securityHeaders } from './pages.ts'
export { problemResponse } from './problem.ts'
