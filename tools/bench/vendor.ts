/** A vendor in memory, with products of the client and the server family, that activates any host that asks. */
import {
  defaultPolicy,
  hostValidityDays,
  issuerValidityDays,
  type ProductFamily,
  type ProductTerms,
  signCatalogue,
  signHostCertificate,
  signIssuerCertificate,
  signProductLicence,
} from '@muster/core/documents'
import { encodeHostActivationAnswer, readHostActivationRequest } from '@muster/core/issuing'
import { productKeyOf } from '@muster/core/keys'
import type { Signer } from '@muster/core/ports'
import type { AuthorityConnection } from '@muster/host'
import { nodeCryptography } from '@muster/node'

const vendorName = 'Vendor'
const secondsPerDay = 86_400
const privateKeyBytes = 32
const root = signerOf(1)
const issuer = signerOf(2)

/** What the vendor's products trust. */
export const vendorRoots: readonly Uint8Array[] = [root.publicKey]
/** The group that the host key covers. */
export const productGroup = 7
/** The application of all products. */
export const applicationId = '10000000-0000-4000-8000-000000000000'
/** Threshold 25. */
export const clientProductId = '10000000-0000-4000-8000-000000000001'
/** Threshold 5. */
export const serverProductId = '10000000-0000-4000-8000-000000000002'
/** The text of the vendor's one host key. */
export const hostKeyText = productKeyOf({
  kind: 'host',
  productGroup,
  secret: new Uint8Array(10).fill(3),
}).text

const products: readonly ProductTerms[] = [terms(clientProductId, 'client'), terms(serverProductId, 'server')]

/** The file that the vendor's build embeds for the product of the client family, signed at this moment. */
export async function signedProductLicence(nowSeconds: number): Promise<Uint8Array> {
  const issuerCertificate = await signIssuer(nowSeconds)
  const licence = {
    vendorName,
    issuedAtSeconds: nowSeconds,
    terms: terms(clientProductId, 'client'),
    issuerCertificate,
  }
  return signProductLicence(licence, issuer, nodeCryptography)
}

/** An authority that answers in this process. */
export const localAuthority: AuthorityConnection = {
  async activateHost(bytes) {
    const request = readHostActivationRequest(bytes, nodeCryptography)
    const issuedAtSeconds = request.hostTimeSeconds
    const issuerCertificate = await signIssuer(issuedAtSeconds)
    const hostCertificate = await signHostCertificate(
      {
        ...commonClaims(issuedAtSeconds),
        hostName: request.hostName,
        expiresSeconds: issuedAtSeconds + hostValidityDays * secondsPerDay,
        hostPublicKey: request.hostPublicKey,
        productGroups: [productGroup],
      },
      issuer,
      nodeCryptography,
    )
    const catalogue = await signCatalogue({ vendorName, issuedAtSeconds, products }, issuer, nodeCryptography)
    return encodeHostActivationAnswer({ issuerCertificate, hostCertificate, catalogue, nonce: request.nonce })
  },
}

function commonClaims(issuedAtSeconds: number) {
  return { vendorName, issuedAtSeconds, notBeforeSeconds: issuedAtSeconds, serial: new Uint8Array(8) }
}

function signIssuer(issuedAtSeconds: number): Promise<Uint8Array> {
  const expiresSeconds = issuedAtSeconds + issuerValidityDays * secondsPerDay
  const names = { issuerName: 'Issuer', issuerPublicKey: issuer.publicKey }
  return signIssuerCertificate(
    { ...commonClaims(issuedAtSeconds), ...names, expiresSeconds },
    root,
    nodeCryptography,
  )
}

function terms(productId: string, family: ProductFamily): ProductTerms {
  return {
    productId,
    name: `Product for the ${family} family`,
    edition: 'Standard',
    version: '1.0',
    applicationId,
    applicationName: 'Application',
    productGroup,
    policy: defaultPolicy(family),
  }
}

function signerOf(byte: number): Signer {
  return nodeCryptography.signer(new Uint8Array(privateKeyBytes).fill(byte))
}
