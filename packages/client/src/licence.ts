/**
 * The licence of a product that embeds the client: am I licensed, until when, by what. A network or a folder that
 * does not work is a state with a reason, never an exception; only wrong arguments throw.
 */
import { equalBytes } from '@muster/core/bytes'
import { type TrustedProductLicence, type Verified, verifyProductLicence } from '@muster/core/documents'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import { isSetupKeyOf, type ProductKey, parseProductKey, setupKeyOf } from '@muster/core/keys'
import {
  formatHostAddress,
  type HostAddress,
  type LicenceState,
  type LoadedProduct,
  parseHostAddress,
} from '@muster/core/licensing'
import { authorityAddress } from './authority-address.ts'
import { type Client, createClient } from './client.ts'
import type { ActivationOutcome } from './client-folder.ts'
import type { ClientPorts } from './client-ports.ts'
import {
  type ClientDescription,
  type ClientStatus,
  describeNoProduct,
  describeProduct,
} from './client-status.ts'
import { outcomeOf } from './direct-folder.ts'
import { keyFacts } from './key-facts.ts'

/** What the vendor's build embeds, and what may be chosen. */
export interface LicenceOptions {
  /** The product licence file. */
  readonly productLicence: Uint8Array
  /** The vendor's roots: Ed25519 public keys, 32 bytes each. Nothing else is trusted. */
  readonly vendorRoots: readonly Uint8Array[]
  /** A setup key or multiple activation key; the product's own setup key unless said otherwise. */
  readonly setupKey?: string
  /** Where the state is kept; the platform's usual place unless said otherwise. */
  readonly stateFolder?: string
  /** Host to ask: NAME, NAME:PORT or a URL. */
  readonly host?: string
  /** Address of the vendor's authority, where the key is a multiple activation key. */
  readonly authority?: string
  /** Whether requests carry the machine's name; they do unless said otherwise. */
  readonly sendsMachineName?: boolean
}

/** What a product needs to know, in one word. */
export type LicenceWord = 'licensed' | 'grace' | 'notification' | 'unlicensed'

/** The licence of one product on this machine. Every property tells the present moment. */
export interface Licence {
  readonly state: LicenceWord
  /** The number of R4.4. */
  readonly licenceState: LicenceState
  /** Whole days until the present state ends, rounded up; null where it does not end by itself. */
  readonly daysLeft: number | null
  /** What activated the product. */
  readonly channel: ClientStatus['channel']
  /** One sentence for people. */
  readonly reason: string
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null
  /** Code of the last failure; null after a success. */
  readonly code: ErrorCode | null
  /** Everything, as `muster client status --json` prints it. */
  readonly status: ClientStatus
  /** Calls the listener when the state is another; gives the way to stop that. */
  on(event: 'change', listener: (licence: Licence) => void): () => void
  /** Asks now, beside what happens by itself. Never rejects. */
  activate(): Promise<ActivationOutcome>
  /** Ends timers and connections. */
  close(): Promise<void>
}

/**
 * Opens the licence of a product. Throws the codes of a document where the licence does not lead to the roots, those
 * of a product key, `host-address-invalid`, `usage` (the address of the authority).
 */
export async function openLicence(options: LicenceOptions, ports: ClientPorts): Promise<Licence> {
  const { productLicence, vendorRoots, setupKey, host, authority, sendsMachineName = true } = options
  const verified = verifyProductLicence(productLicence, vendorRoots, ports.cryptography)
  const key = keyOf(verified, setupKey, ports)
  const address = host === undefined ? undefined : parseHostAddress(host)
  const url = authority === undefined ? undefined : authorityAddress(authority)
  const client = createClient({ background: true, sendsMachineName }, ports)
  const facts = { productId: verified.terms.productId, key, host: address, authority: url }
  const licence = new EmbeddedLicence(client, ports, options, facts)
  await licence.setUp()
  return licence
}

function keyOf(
  licence: Verified<TrustedProductLicence>,
  text: string | undefined,
  { cryptography }: ClientPorts,
): ProductKey {
  const { productId, productGroup } = licence.terms
  if (text === undefined) return setupKeyOf(productId, productGroup, cryptography)
  const key = parseProductKey(text)
  if (key.kind === 'host') throw new AppError('product-key-kind', 'It is a host key.')
  const isOurs =
    key.kind === 'setup' ? isSetupKeyOf(key, productId, cryptography) : key.productGroup === productGroup
  if (!isOurs) throw new AppError('product-key-mismatch')
  return key
}

/** What the arguments said, checked. */
interface ProductFacts {
  readonly productId: string
  readonly key: ProductKey
  readonly host: HostAddress | undefined
  readonly authority: string | undefined
}

class EmbeddedLicence implements Licence {
  readonly #client: Client
  readonly #ports: ClientPorts
  readonly #options: LicenceOptions
  readonly #facts: ProductFacts
  /** Why the folder could not be used at all. */
  #failure: ErrorCode | undefined

  constructor(client: Client, ports: ClientPorts, options: LicenceOptions, facts: ProductFacts) {
    this.#client = client
    this.#ports = ports
    this.#options = options
    this.#facts = facts
  }

  get state(): LicenceWord {
    return wordOf(this.licenceState)
  }

  get licenceState(): LicenceState {
    return this.status.licenceState
  }

  get daysLeft(): number | null {
    return this.#description().daysLeft
  }

  get channel(): ClientStatus['channel'] {
    return this.status.channel
  }

  get reason(): string {
    return this.#description().sentence
  }

  get remedy(): string | null {
    return this.#description().remedy
  }

  get code(): ErrorCode | null {
    return this.status.lastError?.code ?? null
  }

  get status(): ClientStatus {
    return this.#description().status
  }

  on(_event: 'change', listener: (licence: Licence) => void): () => void {
    return this.#client.onChange((productId) => {
      if (productId === this.#productId) listener(this)
    })
  }

  async activate(): Promise<ActivationOutcome> {
    try {
      if (this.#failure !== undefined) await this.setUp()
      if (this.#failure !== undefined) throw new AppError(this.#failure)
      if (this.#product() === undefined) await this.#install()
      return outcomeOf(await this.#client.activate(this.#productId))
    } catch (error) {
      const detail = error instanceof AppError ? (error.detail ?? null) : null
      return { kind: 'failed', code: codeOf(error), detail, reasons: [] }
    }
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** Installs what the product brings and starts; a folder that does not work is remembered as the reason. */
  async setUp(): Promise<void> {
    try {
      await this.#install()
      await this.#installKey(this.#facts.key)
      await this.#chooseHost(this.#facts.host)
      await this.#chooseAuthority(this.#facts.authority)
      await this.#client.start()
      this.#failure = undefined
    } catch (error) {
      this.#failure = codeOf(error)
      this.#ports.log.write('error', 'licence-not-opened', { code: this.#failure })
    }
  }

  async #install(): Promise<void> {
    const { productLicence, vendorRoots } = this.#options
    await this.#client.dispatch({ kind: 'licence-installed', productLicence, roots: vendorRoots })
  }

  /** A key that an administrator installed stays, unless the product names one itself. */
  async #installKey(key: ProductKey): Promise<void> {
    const isInstalled = this.#product()?.stored.key !== undefined
    if (isInstalled && this.#options.setupKey === undefined) return
    await this.#client.dispatch({
      kind: 'key-installed',
      productId: this.#productId,
      key: { kind: key.kind === 'mak' ? 'mak' : 'setup', partialProductKey: key.partial },
      ...keyFacts(key, this.#ports.cryptography),
    })
  }

  async #chooseHost(host: HostAddress | undefined): Promise<void> {
    if (host === undefined) return
    const present = this.#product()?.stored.pinnedHost
    if (present !== undefined && formatHostAddress(present) === formatHostAddress(host)) return
    await this.#client.dispatch({ kind: 'host-chosen', productId: this.#productId, host })
  }

  async #chooseAuthority(url: string | undefined): Promise<void> {
    if (url === undefined || url === this.#client.recall()?.installation.authority) return
    await this.#client.dispatch({ kind: 'authority-chosen', url })
  }

  get #productId(): string {
    return this.#facts.productId
  }

  #description(): ClientDescription {
    const state = this.#client.recall()
    if (this.#failure !== undefined) return describeNoProduct(state, this.#failure)
    const product = this.#product()
    if (state === undefined || product === undefined) return describeNoProduct(state, 'licence-missing')
    return describeProduct(state, product, this.#ports.clock.nowMs())
  }

  /** The product as this build knows it: what another licence or other roots in the folder prove counts for nothing. */
  #product(): LoadedProduct | undefined {
    const product = this.#client.recall()?.products.get(this.#productId)
    if (product === undefined) return undefined
    const { productLicence, vendorRoots } = this.#options
    const isOurs =
      equalBytes(product.stored.productLicence, productLicence) &&
      product.stored.roots.length === vendorRoots.length &&
      product.stored.roots.every((root, index) => equalBytes(root, vendorRoots[index] ?? new Uint8Array()))
    return isOurs ? product : undefined
  }
}

function wordOf(state: LicenceState): LicenceWord {
  switch (state) {
    case 0:
      return 'unlicensed'
    case 1:
      return 'licensed'
    case 2:
    case 3:
    case 4:
    case 6:
      return 'grace'
    case 5:
      return 'notification'
  }
}
