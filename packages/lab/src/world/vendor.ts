/**
 * The vendor of a world: a real authority over a store in memory, its products and their licences. Hosts are activated
 * by asking it, as they are over HTTPS.
 */
import {
  type AuthorityConfig,
  AuthorityFolder,
  type AuthorityPorts,
  createAuthority,
  type Issuer,
  readAuthorityConfig,
} from '@muster/authority'
import {
  issuerValidityDays,
  type ProductTerms,
  signIssuerCertificate,
  verifyIssuerCertificate,
} from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { ProductAddition } from '@muster/core/issuing'
import type { Clock, Signer } from '@muster/core/ports'
import { type AuthorityConnection, httpAuthority, type VendorMedia } from '@muster/host'
import { createMemoryAuthorityStore, MemoryAuthorityData } from '@muster/store/memory'
import type { LabCryptography } from '../cryptography/confirmations.ts'
import { SimulatedDisk } from '../disk/simulated-disk.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import { silentLog } from './silent-log.ts'

const vendorName = 'Example Software'
const who = 'lab'
const secondsPerDay = 86_400
const administratorAddress = '192.0.2.200'
const confirmationSeedBytes = 48
/** Opens the telephone desk. */
export const deskToken = 'desk'

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
  /** Reaches an authority that is always there and never fails: for setting a world up. */
  readonly connection: AuthorityConnection
  /** What the vendor's people do, beside the service. */
  readonly folder: AuthorityFolder
  /** What the authority knows, whichever process asks. */
  readonly data: MemoryAuthorityData
  readonly ports: AuthorityPorts
  readonly config: AuthorityConfig
  product(addition: Omit<ProductAddition, 'edition' | 'version'>): Promise<LabProduct>
  /** A multiple activation key for a product. */
  mak(product: LabProduct, activationsMax: number): Promise<LabMak>
  /** What a host without a connection is activated from. */
  media(): Promise<VendorMedia>
}

/** A multiple activation key. */
export interface LabMak {
  readonly productKey: string
  /** Names it to the vendor's people. */
  readonly keyId: string
}

/** What a vendor is made with. */
export interface VendorParts {
  readonly clock: Clock
  readonly random: SeededRandom
  readonly cryptography: LabCryptography
}

/** Sets a vendor up. */
export async function createVendor(parts: VendorParts): Promise<LabVendor> {
  const { clock, random, cryptography } = parts
  const root = cryptography.signer(random.bytes(32))
  const issuer = await createIssuer(parts, root)
  const data = new MemoryAuthorityData()
  const ports: AuthorityPorts = {
    clock,
    random,
    cryptography,
    store: createMemoryAuthorityStore({ data }),
    log: silentLog,
    isDeskToken: async (token) => token === deskToken,
    issuer: async () => issuer,
  }
  const config = readAuthorityConfig()
  const vendor = { vendorName, rootPublicKey: root.publicKey, createdAtMs: clock.nowMs() }
  const folder = new AuthorityFolder({ ...unusedParts(), vendor, who, config, ports })
  const authority = createAuthority(config, ports)
  return {
    roots: [root.publicKey],
    connection: httpAuthority('http://authority.lab', async (url, init) =>
      authority.handle(new Request(url, init), administratorAddress),
    ),
    folder,
    data,
    ports,
    config,
    product: (addition) => addProduct(folder, addition),
    mak: (product, activationsMax) => issueMak(folder, product, activationsMax),
    media: async () => ({
      issuerCertificate: issuer.certificate,
      catalogue: (await folder.exportCatalogue()).catalogue,
      root: root.publicKey,
    }),
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

async function issueMak(
  folder: AuthorityFolder,
  { terms }: LabProduct,
  activationsMax: number,
): Promise<LabMak> {
  const request = { kind: 'mak', products: [terms.productId], note: who, activationsMax } as const
  const { productKey, keyId = '' } = await folder.issueKey(request)
  return { productKey, keyId }
}

async function createIssuer({ clock, random, cryptography }: VendorParts, root: Signer): Promise<Issuer> {
  const signer = cryptography.signer(random.bytes(32))
  const { publicKey, confirm } = cryptography.confirmer(random.bytes(confirmationSeedBytes))
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
      confirmationPublicKey: publicKey,
    },
    root,
    cryptography,
  )
  const content = verifyIssuerCertificate(certificate, [root.publicKey], cryptography)
  return { vendorName, signer, certificate, content, keyNumber: 1, confirm }
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
