/** Confirmations of a host, of a directory and of a machine, valid and invalid, each at an edge of what is allowed. */
import { toHex } from '@muster/core/bytes'
import { encodeInstallationId, type InstallationKind, installationDigest } from '@muster/core/confirming'
import {
  encodeTelephoneCertificate,
  encodeTelephoneObject,
  forestInstallationId,
} from '@muster/core/documents'
import { confirmationIdToDigits, installationIdToDigits } from '@muster/core/keys'
import { confirmationKeyPairOf, signConfirmation } from '@muster/core/short-signatures'
import { nodeCryptography } from '@muster/node'
import { type ConfirmationVector, verifyConfirmationVector } from './confirmation-vector.ts'
import { issuerCertificateBytes, sampleKeys, sampleTerms } from './samples.ts'
import { toPlain, type VectorCase } from './vector-files.ts'

const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(7))
const keyFingerprint = Uint8Array.of(1, 2, 3, 4, 5, 6, 7)
/** January 2027, in which the samples are. */
const sampleMonth = 84
const forestId = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'
const { productId, productGroup } = sampleTerms

type Case = VectorCase & ConfirmationVector

/** Every valid confirmation, with the content that it leads to. */
export async function validConfirmations(): Promise<readonly (Case & { readonly content: unknown })[]> {
  const cases = [
    await hostCase('host', 'A host by telephone: the confirmation is its certificate.'),
    await hostCase('host-in-month-after-issuer', 'A month in which the issuer was valid at one end.', {
      month: sampleMonth - 1,
    }),
    await directoryCase('directory', 'A forest by telephone: the confirmation is its activation object.'),
    await machineCase('machine', 'A machine with a multiple activation key.'),
  ]
  return Promise.all(
    cases.map(async (vector) => ({ ...vector, content: toPlain(await verifyConfirmationVector(vector)) })),
  )
}

/** Every invalid one, with the code that it is refused with. */
export async function invalidConfirmations(): Promise<readonly (Case & { readonly code: string })[]> {
  const host = await hostCase('host-of-another-key-pair', 'Another public key than the one confirmed.')
  const machine = await machineCase(
    'machine-of-another-product-group',
    'Another group than the one on record.',
  )
  const about = machine.machine ?? fail()
  return [
    {
      ...host,
      telephoneCertificate: certificateOf(host, sampleKeys.otherHost.publicKey),
      code: 'document-signature',
    },
    {
      ...(await hostCase('host-with-claim-cut-short', 'A fingerprint of 6 bytes.')),
      telephoneCertificate: certificateOf(host, sampleKeys.host.publicKey, keyFingerprint.slice(1)),
      code: 'document-malformed',
    },
    {
      ...(await hostCase('host-before-issuer', 'No month of it touches the validity of the issuer.', {
        month: 1,
      })),
      code: 'document-not-yet-valid',
    },
    {
      ...(await directoryCase(
        'directory-with-confirmation-of-host',
        'What confirms a host confirms no forest.',
      )),
      telephoneObject: await objectOf(host.confirmation),
      code: 'document-signature',
    },
    {
      ...(await directoryCase('directory-other', 'An object of another forest.')),
      forestId: '00000000-0000-4000-8000-000000000000',
      code: 'document-other-directory',
    },
    { ...machine, machine: { ...about, productGroup: productGroup + 1 }, code: 'confirmation-mismatch' },
    {
      ...(await machineCase('machine-of-another-month', 'Another month than the one confirmed.')),
      machine: { ...about, month: sampleMonth + 1 },
      code: 'confirmation-mismatch',
    },
    {
      ...(await machineCase('machine-of-another-key-pair', 'Another machine.')),
      machine: { ...about, publicKey: toHex(sampleKeys.otherClient.publicKey) },
      code: 'confirmation-mismatch',
    },
  ]
}

async function hostCase(
  name: string,
  proves: string,
  { month = sampleMonth }: { readonly month?: number } = {},
): Promise<Case> {
  const { publicKey } = sampleKeys.host
  const digest = installationDigest({ publicKey }, nodeCryptography)
  const parts = await confirmed('host', month, digest)
  const vector = { name, proves, ...parts }
  return { ...vector, telephoneCertificate: certificateOf(vector, publicKey, keyFingerprint, month) }
}

async function directoryCase(name: string, proves: string): Promise<Case> {
  const id = forestInstallationId({ forestId, keyFingerprint, month: sampleMonth }, nodeCryptography)
  const parts = await confirmedId(id)
  return { name, proves, ...parts, telephoneObject: await objectOf(parts.confirmation), forestId }
}

async function objectOf(confirmation: string): Promise<string> {
  return toHex(
    encodeTelephoneObject({
      forestId,
      productGroup,
      keyFingerprint,
      month: sampleMonth,
      confirmation: new Uint8Array(Buffer.from(confirmation, 'hex')),
      issuerCertificate: await issuerCertificateBytes({ confirmationPublicKey: keyPair.publicKey }),
    }),
  )
}

async function machineCase(name: string, proves: string): Promise<Case> {
  const { publicKey } = sampleKeys.client
  const digest = installationDigest({ publicKey, productId }, nodeCryptography)
  const machine = {
    publicKey: toHex(publicKey),
    productId,
    productGroup,
    keyFingerprint: toHex(keyFingerprint),
    month: sampleMonth,
  }
  return { name, proves, ...(await confirmed('mak', sampleMonth, digest)), machine }
}

async function confirmed(kind: InstallationKind, month: number, digest: Uint8Array) {
  return confirmedId(encodeInstallationId({ kind, keyFingerprint, month, digest }))
}

async function confirmedId(installationId: Uint8Array) {
  const { secretKey, publicKey: confirmationPublicKey } = keyPair
  const confirmation = signConfirmation({ secretKey, productGroup, installationId })
  return {
    roots: [toHex(sampleKeys.root.publicKey)],
    issuerCertificate: toHex(await issuerCertificateBytes({ confirmationPublicKey })),
    installationId: toHex(installationId),
    installationDigits: installationIdToDigits(installationId),
    confirmation: toHex(confirmation),
    confirmationDigits: confirmationIdToDigits(confirmation),
  }
}

function certificateOf(
  { confirmation }: Pick<ConfirmationVector, 'confirmation'>,
  hostPublicKey: Uint8Array,
  fingerprint = keyFingerprint,
  month = sampleMonth,
): string {
  return toHex(
    encodeTelephoneCertificate({
      hostPublicKey,
      productGroup,
      keyFingerprint: fingerprint,
      month,
      confirmation: new Uint8Array(Buffer.from(confirmation, 'hex')),
    }),
  )
}

function fail(): never {
  throw new Error('a case of a machine has a machine')
}
