/**
 * The vendor of a world: a real authority over a store in memory, its products and their licences. Hosts are activated
 * by asking it, as they are over HTTPS.
 */
import { AuthorityFolder, type AuthorityPorts, createAuthority, readAuthorityConfig } from '@muster/authority'
import {
  issuerValidityDays,
  type ProductTerms,
  signIssuerCertificate,
  verifyIssuerCertificate,
} from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { ProductAddition } from '@muster/core/issuing'
import type { Clock, Cryptography } from '@muster/core/ports'
import { type AuthorityConnection, httpAuthority } from '@muster/host'
import { createMemoryAuthorityStore } from '@muster/store/memory'
import { SimulatedDisk } from '../disk/simulated-disk.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import { silentLog } from './silent-log.ts'

const vendorName = 'Example Software'
const who = 'lab'
const secondsPerDay = 86_400
const authorityAddress = '192.0.2.200'

/** A product as machines install it. */
export interface LabProduct {
  readonly name: string
  readonly terms: ProductTerms
  readonly licence: Uint8Array
  readonly setupKey: string
  readonly hostKey: string
}

/** The vendor. */
export interface LabVendor {
  readonly roots: readonly Uint8Array[]
  readonly connection: AuthorityConnection
  product(addition: Omit<ProductAddition, 'edition' | 'version'>): Promise<LabProduct>
}

/** What a vendor is made with. */
export interface VendorParts {
  readonly clock: Clock
  readonly random: SeededRandom
  readonly cryptography: Cryptography
}

/** Sets a vendor up. */
export async function createVendor(parts: VendorParts): Promise<LabVendor> {
  const { clock, random, cryptography } = parts
  const root = cryptography.signer(random.bytes(32))
  const issuer = await createIssuer(parts, root)
  const ports: AuthorityPorts = {
    clock,
    random,
    cryptography,
    store: createMemoryAuthorityStore(),
    log: silentLog,
    isDeskToken: async () => undefined,
    issuer: async () => issuer,
  }
  const config = readAuthorityConfig()
  const vendor = { vendorName, rootPublicKey: root.publicKey, createdAtMs: clock.nowMs() }
  const folder = new AuthorityFolder({ ...unusedParts(), vendor, who, config, ports })
  const authority = createAuthority(config, ports)
  return {
    roots: [root.publicKey],
    connection: httpAuthority('http://authority.lab', async (url, init) =>
      authority.handle(new Request(url, init), authorityAddress),
    ),
    product: (addition) => addProduct(folder, addition),
  }
}

async function addProduct(
  folder: AuthorityFolder,
  addition: Omit<ProductAddition, 'edition' | 'version'>,
): Promise<LabProduct> {
  const { terms } = await folder.addProduct({ ...addition, edition: 'Standard', version: '1' })
  const { licence, setupKey } = await folder.exportLicence(terms.productId)
  const key = await folder.issueKey({ kind: 'host', products: [terms.productId], note: who })
  return { name: addition.name, terms, licence, setupKey, hostKey: key.productKey }
}

async function createIssuer(
  { clock, random, cryptography }: VendorParts,
  root: ReturnType<Cryptography['signer']>,
) {
  const signer = cryptography.signer(random.bytes(32))
  const nowSeconds = Math.floor(clock.nowMs() / 1_000)
  const certificate = await signIssuerCertificate(
    {
      vendorName,
      issuerName: 'Issuer 1',
      serial: random.bytes(8),
      issuedAtSeconds: nowSeconds,
      notBeforeSeconds: nowSeconds - secondsPerDay,
      expiresSeconds: nowSeconds + issuerValidityDays * secondsPerDay,
      issuerPublicKey: signer.publicKey,
    },
    root,
    cryptography,
  )
  const content = verifyIssuerCertificate(certificate, [root.publicKey], cryptography)
  return { vendorName, signer, certificate, content, keyNumber: 1 }
}

/** A folder on a disk is made of more than a vendor in a world needs. */
function unusedParts() {
  const refuse = () => Promise.reject(new AppError('not-available'))
  const files = new SimulatedDisk().plainFiles()
  return {
    files,
    rootFilesAt: () => files,
    sealer: { seal: refuse, open: refuse },
    httpServer: { listen: refuse },
    readTls: async () => undefined,
    assets: new Map(),
  }
}
