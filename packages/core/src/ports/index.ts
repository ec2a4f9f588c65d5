export type {
  BackgroundVerifier,
  ConfirmationClaim,
  Cryptography,
  KeyPairs,
  Signer,
  Verifier,
} from './cryptography.ts'
export type { ActivationObjectReader, DirectoryObject, DirectoryReading } from './directory.ts'
export type { DnsTransport, Resolver, ServiceRecord } from './dns.ts'
export type { Files } from './files.ts'
export type { Log, LogFields, LogLevel } from './log.ts'
export { type LogEvent, logEvents } from './log-events.ts'
export type { DomainMembership, HardwareFact, Machine } from './machine.ts'
export type { Connection, Dialer, Endpoint, Listener, Listening } from './network.ts'
export type { Random } from './random.ts'
export type { Sealer } from './sealer.ts'
export type { CancelTimer, Clock, Timers } from './time.ts'
export type { VerificationMemory } from './verification-memory.ts'
