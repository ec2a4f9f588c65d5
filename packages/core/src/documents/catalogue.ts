/** The catalogue: which products a vendor's product groups hold (R1.5). A host knows products from it and from nothing else. */
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import { ClaimReader, claimKeys, claimMap } from './claims.ts'
import type { IssuerCertificate } from './issuer-certificate.ts'
import { decodeProductTerms, encodeProductTerms, type ProductTerms } from './product-terms.ts'
import { checkValidity, openDocument, signDocument } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'

export const catalogueBytesMax = 1_048_576
export const catalogueProductsMax = 2_000
const nameCharactersMax = 100

/** The content of a catalogue. */
export interface Catalogue {
  readonly vendorName: string
  /** A catalogue with a later time replaces an earlier one. */
  readonly issuedAtSeconds: number
  readonly products: readonly ProductTerms[]
}

/** Signs a catalogue. Throws `document-too-long` where its products do not fit. */
export async function signCatalogue(
  catalogue: Catalogue,
  issuer: Signer,
  verifier: Verifier,
): Promise<Uint8Array> {
  const claims = claimMap([
    [claimKeys.issuer, catalogue.vendorName],
    [claimKeys.issuedAt, catalogue.issuedAtSeconds],
    [claimKeys.muster, claimMap([[1, catalogue.products.map(encodeProductTerms)]])],
  ])
  const bytes = await signDocument({ name: 'muster/catalogue/1', claims, signer: issuer, verifier })
  if (bytes.length > catalogueBytesMax) throw new AppError('document-too-long')
  return bytes
}

/** Verifies a catalogue against its issuer. Throws the codes of a document, and those of the issuer's dates. */
export function verifyCatalogue(
  bytes: Uint8Array,
  issuer: Verified<IssuerCertificate>,
  verifier: Verifier,
): Verified<Catalogue> {
  const { claims } = openDocument(bytes, {
    name: 'muster/catalogue/1',
    bytesMax: catalogueBytesMax,
    signers: [issuer.issuerPublicKey],
    verifier,
  })
  const reader = new ClaimReader(claims)
  const privateClaims = reader.map(claimKeys.muster)
  const catalogue: Catalogue = {
    vendorName: reader.text(claimKeys.issuer, nameCharactersMax),
    issuedAtSeconds: reader.uint(claimKeys.issuedAt),
    products: privateClaims.array(1, catalogueProductsMax).map(decodeProductTerms),
  }
  privateClaims.finish()
  reader.finish()
  if (new Set(catalogue.products.map((product) => product.productId)).size < catalogue.products.length) {
    throw new AppError('document-malformed', 'A product stands twice.')
  }
  checkValidity(issuer, catalogue.issuedAtSeconds, 'The issuer certificate at the time of signing.')
  return markVerified(catalogue)
}
