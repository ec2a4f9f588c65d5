/** The product licence: what the vendor ships with a product (R1.2). It carries the issuer certificate it was signed under. */
import type { Signer, Verifier } from '../ports/index.ts'
import { ClaimReader, claimKeys, claimMap } from './claims.ts'
import {
  type IssuerCertificate,
  issuerCertificateBytesMax,
  verifyIssuerCertificate,
} from './issuer-certificate.ts'
import { decodeProductTerms, encodeProductTerms, type ProductTerms } from './product-terms.ts'
import { decodeSign1 } from './sign1.ts'
import { checkValidity, decodeClaims, openDocument, signDocument } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'

export const productLicenceBytesMax = 4_096
const nameCharactersMax = 100

/** The content of a product licence. */
export interface ProductLicence {
  readonly vendorName: string
  readonly issuedAtSeconds: number
  readonly terms: ProductTerms
  readonly issuerCertificate: Uint8Array
}

/** A verified product licence with its verified issuer. */
export interface TrustedProductLicence extends ProductLicence {
  readonly issuer: Verified<IssuerCertificate>
}

/** Signs a product licence. */
export function signProductLicence(
  licence: ProductLicence,
  issuer: Signer,
  verifier: Verifier,
): Promise<Uint8Array> {
  const claims = claimMap([
    [claimKeys.issuer, licence.vendorName],
    [claimKeys.issuedAt, licence.issuedAtSeconds],
    [
      claimKeys.muster,
      claimMap([
        [1, encodeProductTerms(licence.terms)],
        [2, licence.issuerCertificate],
      ]),
    ],
  ])
  return signDocument({ name: 'muster/product-licence/1', claims, signer: issuer, verifier })
}

/**
 * Verifies a product licence up to the vendor's root. A licence does not expire by itself; it must have been
 * signed while its issuer was valid.
 * Throws the codes of a document, `document-expired` and `document-not-yet-valid` for the issuer.
 */
export function verifyProductLicence(
  bytes: Uint8Array,
  roots: readonly Uint8Array[],
  verifier: Verifier,
): Verified<TrustedProductLicence> {
  const issuer = verifyIssuerCertificate(issuerCertificateInside(bytes), roots, verifier)
  const { claims } = openDocument(bytes, {
    name: 'muster/product-licence/1',
    bytesMax: productLicenceBytesMax,
    signers: [issuer.issuerPublicKey],
    verifier,
  })
  const licence = readLicence(new ClaimReader(claims))
  checkValidity(issuer, licence.issuedAtSeconds, 'The issuer certificate at the time of signing.')
  return markVerified({ ...licence, issuer })
}

/** The certificate inside a licence whose signature nobody has checked yet; it proves itself by the root. */
function issuerCertificateInside(bytes: Uint8Array): Uint8Array {
  const claims = decodeClaims(decodeSign1(bytes, productLicenceBytesMax).payload, productLicenceBytesMax)
  return readLicence(new ClaimReader(claims)).issuerCertificate
}

function readLicence(reader: ClaimReader): ProductLicence {
  const privateClaims = reader.map(claimKeys.muster)
  const licence: ProductLicence = {
    vendorName: reader.text(claimKeys.issuer, nameCharactersMax),
    issuedAtSeconds: reader.uint(claimKeys.issuedAt),
    terms: decodeProductTerms(privateClaims.raw(1)),
    issuerCertificate: privateClaims.bytesUpTo(2, issuerCertificateBytesMax),
  }
  privateClaims.finish()
  reader.finish()
  return licence
}
