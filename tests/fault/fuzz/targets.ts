/** Everything that takes bytes or text from elsewhere, each as one function that may throw an AppError and nothing else. */
import { readAuthorityConfig } from '@muster/authority'
import { decodeInstallationId } from '@muster/core/confirming'
import { decodeMessage, parseKeyFile } from '@muster/core/dns'
import {
  acceptIssuerCertificate,
  decodeAnswer,
  verifyCatalogue,
  verifyHostCertificate,
  verifyIssuerCertificate,
  verifyProductLicence,
} from '@muster/core/documents'
import { readHostActivationRequest } from '@muster/core/issuing'
import { confirmationIdFromDigits, installationIdFromDigits, parseProductKey } from '@muster/core/keys'
import { decodeInstallation, parseHostAddress } from '@muster/core/licensing'
import type { Verifier } from '@muster/core/ports'
import { decodePacket, decodeRequest, FrameParser, requestBytesMax, verifyRequest } from '@muster/core/wire'
import { readHostConfig } from '@muster/host'
import { readScenario } from '@muster/lab'
import { nodeCryptography } from '@muster/node'
import { validIssuerCertificate } from './corpus.ts'

/** Lets everything pass that is signed at all, so that what stands behind a signature is reached too. */
const gullible: Verifier = { sha256: nodeCryptography.sha256, verify: () => true }
const root = new Uint8Array(32)
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
  'client state': (bytes) => decodeInstallation(bytes),
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
