/** Everything that takes bytes or text from elsewhere, each as one function that may throw an AppError and nothing else. */
import { readAuthorityConfig } from '@muster/authority'
import { decodeInstallationId } from '@muster/core/confirming'
import { decodeMessage, parseKeyFile } from '@muster/core/dns'
import {
  acceptActivationObject,
  acceptIssuerCertificate,
  decodeAnswer,
  verifyCatalogue,
  verifyHostCertificate,
  verifyIssuerCertificate,
  verifyProductLicence,
} from '@muster/core/documents'
import {
  readHostActivationAnswer,
  readHostActivationRequest,
  readMachineActivationAnswer,
  readMachineActivationRequest,
  readMachineBatchAnswer,
  readMachineBatchRequest,
} from '@muster/core/issuing'
import { confirmationIdFromDigits, installationIdFromDigits, parseProductKey } from '@muster/core/keys'
import { decodeInstallation, openInstallation, parseHostAddress } from '@muster/core/licensing'
import type { Verifier } from '@muster/core/ports'
import { decodePacket, decodeRequest, FrameParser, requestBytesMax, verifyRequest } from '@muster/core/wire'
import { readHostConfig } from '@muster/host'
import { readScenario } from '@muster/lab'
import { nodeCryptography } from '@muster/node'
import { validIssuerCertificate } from './corpus.ts'

/** Lets everything pass that is signed at all, so that what stands behind a signature is reached too. */
const gullible: Verifier = { sha256: nodeCryptography.sha256, verify: () => true, confirms: () => true }
const root = new Uint8Array(32)
const nonce = new Uint8Array(8)
const batch = { productKey: '', nonce, installationIds: [new Uint8Array(22), new Uint8Array(22)] }
const host = { nonce, hostPublicKey: root, productGroup: 1, nowSeconds: 1_800_000_000 }
const issuer = acceptIssuerCertificate(validIssuerCertificate())

/** Takes bytes. */
export const byteTargets: Readonly<Record<string, (bytes: Uint8Array) => void>> = {
  frame: readFrames,
  request: (bytes) => verifyRequest(decodeRequest(bytes), gullible),
  packet: (bytes) => decodePacket(bytes),
  answer: (bytes) => decodeAnswer(bytes),
  'issuer certificate': (bytes) => verifyIssuerCertificate(bytes, [root], gullible),
  'host certificate': (bytes) => verifyHostCertificate(bytes, issuer, gullible),
  'product licence': (bytes) => verifyProductLicence(bytes, [root], gullible),
  catalogue: (bytes) => verifyCatalogue(bytes, issuer, gullible),
  'host activation': (bytes) => readHostActivationRequest(bytes, gullible),
  'host activation answer': (bytes) => readHostActivationAnswer(bytes, host, gullible),
  'machine activation': (bytes) => readMachineActivationRequest(bytes, gullible),
  'machine activation answer': (bytes) => readMachineActivationAnswer(bytes, nonce),
  'machine batch': (bytes) => readMachineBatchRequest(bytes),
  'machine batch answer': (bytes) => readMachineBatchAnswer(bytes, batch),
  'activation object': (bytes) => acceptActivationObject(bytes, gullible),
  'client state': (bytes) => decodeInstallation(bytes),
  'sealed client state': (bytes) => openInstallation(bytes, root, gullible),
  'DNS message': (bytes) => decodeMessage(bytes),
}

/** Takes text. */
export const textTargets: Readonly<Record<string, (text: string) => void>> = {
  'product key': (text) => parseProductKey(text),
  'installation ID': (text) => decodeInstallationId(installationIdFromDigits(text)),
  'confirmation ID': (text) => confirmationIdFromDigits(text),
  'host.toml': (text) => readHostConfig(text),
  'authority.toml': (text) => readAuthorityConfig(text),
  scenario: (text) => readScenario(text),
  'DNS key file': (text) => parseKeyFile(text),
  'host address': (text) => parseHostAddress(text),
}

/** The bytes arrive in pieces whose lengths they state themselves. */
function readFrames(bytes: Uint8Array): void {
  const parser = new FrameParser(requestBytesMax)
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + ((bytes[at] ?? 0) % 64)
    parser.push(bytes.subarray(at, at + length))
    at += length
    while (parser.next() !== undefined);
  }
}
