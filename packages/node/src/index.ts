export { accountName } from './account-name.ts'
export {
  type ChildCommandOptions,
  type ChildCommandOutcome,
  runChildCommand,
} from './child-command.ts'
export { systemClock } from './clock.ts'
export { closeHttpServer } from './close-http-server.ts'
export { createNodeCryptography, nodeCryptography } from './cryptography.ts'
export { createDnsTransport } from './dns-transport.ts'
export { type FolderArchive, folderArchive } from './folder-archive.ts'
export { folderFiles } from './folder-files.ts'
export {
  type KeptConnection,
  type KeptConnectionAnswer,
  type KeptConnectionPost,
  keptConnection,
} from './kept-connection.ts'
export { nodeKeyedHash } from './keyed-hash.ts'
export { jsonLog, type LineSink, type LogOptions, textLog } from './log.ts'
export { localMachine } from './machine/local-machine.ts'
export { readMachinePrincipal } from './machine/machine-keys.ts'
export { machineAddresses } from './machine-addresses.ts'
export { createNegotiatedUpdate, type NegotiatedUpdate } from './negotiated-update.ts'
export { listenError } from './network-errors.ts'
export { passphraseSealer } from './passphrase-sealer.ts'
export { systemRandom } from './random.ts'
export { createResolver, machineDnsServers, type ResolverOptions } from './resolver.ts'
export { createTcpDialer, tcpDialer } from './tcp-dialer.ts'
export { tcpListener } from './tcp-listener.ts'
export { backgroundTimers, systemTimers } from './timers.ts'
export { threadVerifier } from './verifying/thread-verifier.ts'
