/** The thread that checks signatures: each message is some checks, each answer their verdicts in order. */
import { parentPort } from 'node:worker_threads'
import { isSignature } from '../ed25519.ts'
import { type PackedChecks, unpackChecks, type Verdicts } from './messages.ts'

parentPort?.on('message', (packed: PackedChecks) => {
  const verdicts: Verdicts = Uint8Array.from(unpackChecks(packed), ({ publicKey, message, signature }) =>
    isSignature(publicKey, message, signature) ? 1 : 0,
  )
  parentPort?.postMessage(verdicts)
})
// Tells that it is ready.
parentPort?.postMessage(new Uint8Array())
