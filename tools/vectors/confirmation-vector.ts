/** The shape of a confirmation's vector, and verifying one the way the software does. */
import { fromHex } from '@muster/core/bytes'
import { withConfirmations } from '@muster/core/confirming'
import {
  checkActivationObject,
  verifyActivationObject,
  verifyHostCertificate,
  verifyIssuerCertificate,
  verifyMachineConfirmation,
} from '@muster/core/documents'
import { assert } from '@muster/core/errors'
import { confirmationIdFromDigits, installationIdFromDigits } from '@muster/core/keys'
import { nodeCryptography } from '@muster/node'

/** One confirmation with all that is needed to verify it; bytes are hexadecimal. */
export interface ConfirmationVector {
  readonly proves: string
  readonly roots: readonly string[]
  readonly issuerCertificate: string
  readonly installationId: string
  readonly installationDigits: string
  readonly confirmation: string
  readonly confirmationDigits: string
  /** For a host: its certificate by telephone. */
  readonly telephoneCertificate?: string
  /** For a directory: its activation object by telephone, and the directory that it was read from. */
  readonly telephoneObject?: string
  readonly forestId?: string
  /** For a machine: whom and what it is about. */
  readonly machine?: {
    readonly publicKey: string
    readonly productId: string
    readonly productGroup: number
    readonly keyFingerprint: string
    readonly month: number
  }
}

/** The content of a vector. Rejects with the code of what is wrong with it. */
export async function verifyConfirmationVector(vector: ConfirmationVector): Promise<unknown> {
  const verifier = await withConfirmations(nodeCryptography)
  const roots = vector.roots.map(hexBytes)
  const issuerCertificate = hexBytes(vector.issuerCertificate)
  const confirmation = confirmationIdFromDigits(vector.confirmationDigits)
  assert(Buffer.from(confirmation).equals(hexBytes(vector.confirmation)), 'digits and bytes are the same')
  const installationId = installationIdFromDigits(vector.installationDigits)
  assert(Buffer.from(installationId).equals(hexBytes(vector.installationId)), 'digits and bytes are the same')
  if (vector.telephoneCertificate !== undefined) {
    const issuer = verifyIssuerCertificate(issuerCertificate, roots, verifier)
    return verifyHostCertificate(hexBytes(vector.telephoneCertificate), issuer, verifier)
  }
  if (vector.telephoneObject !== undefined) {
    const object = verifyActivationObject(hexBytes(vector.telephoneObject), roots, verifier)
    const { forestId = '' } = vector
    const [productGroup = 0] = object.productGroups
    checkActivationObject(object, { forestId, productGroup, nowSeconds: object.notBeforeSeconds })
    return object
  }
  assert(vector.machine !== undefined, 'a vector is about a host, a directory or a machine')
  const { publicKey, keyFingerprint, ...about } = vector.machine
  return verifyMachineConfirmation(
    { keyFingerprint: hexBytes(keyFingerprint), month: about.month, confirmation, issuerCertificate },
    { publicKey: hexBytes(publicKey), ...about, roots },
    verifier,
  )
}

function hexBytes(text: string): Uint8Array {
  const bytes = fromHex(text)
  assert(bytes !== undefined, 'a vector holds hexadecimal text')
  return bytes
}
