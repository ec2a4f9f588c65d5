/** The actions on a machine folder, carried out by this process itself. */

import { defaultServiceLabel, drawFrom, serviceName } from '@muster/core/discovery'
import { normaliseDomainName } from '@muster/core/dns'
import { type ActivationChannel, verifyProductLicence } from '@muster/core/documents'
import { AppError, assert } from '@muster/core/errors'
import {
  confirmationIdFromDigits,
  installationIdToDigits,
  isSetupKeyOf,
  type ProductKey,
  parseProductKey,
} from '@muster/core/keys'
import {
  type ClientEvent,
  type ClientState,
  type DirectorySetting,
  type LoadedProduct,
  parseHostAddress,
  type RoundOutcome,
  type StepResult,
  shownInstallationId,
} from '@muster/core/licensing'
import { authorityAddress } from './authority-address.ts'
import { toBase64 } from './base64.ts'
import type { Client } from './client.ts'
import type {
  ActivationOutcome,
  ClientFolder,
  InstallationIdView,
  InstalledProduct,
  InstalledProductKey,
  LicenceEvidence,
  ProductChoice,
  RearmOutcome,
} from './client-folder.ts'
import type { ClientPorts } from './client-ports.ts'
import {
  type ClientDescription,
  type ClientStatus,
  describeNoProduct,
  describeProduct,
  isoTime,
} from './client-status.ts'
import { type DiscoveryReport, discover, discoverySetting } from './discover.ts'
import { readEvents } from './event-file.ts'
import { checkedSetting, directoryEvidence } from './folder-directory.ts'
import { keyFacts } from './key-facts.ts'

/** The folder of a client; `isStarted` where the client was started already, as an agent's is. */
export function directFolder(client: Client, ports: ClientPorts, isStarted: boolean): ClientFolder {
  return new DirectFolder(client, ports, isStarted)
}

class DirectFolder implements ClientFolder {
  readonly viaAgent = false
  readonly #client: Client
  readonly #ports: ClientPorts
  #isStarted: boolean

  constructor(client: Client, ports: ClientPorts, isStarted: boolean) {
    this.#client = client
    this.#ports = ports
    this.#isStarted = isStarted
  }

  async installLicence(file: Uint8Array, roots: readonly Uint8Array[]): Promise<InstalledProduct> {
    await this.#do({ kind: 'licence-installed', productLicence: file, roots })
    const { terms } = verifyProductLicence(file, roots, this.#ports.cryptography)
    return { productId: terms.productId, product: terms.name }
  }

  async installKey(text: string, choice: ProductChoice = {}): Promise<InstalledProductKey> {
    const key = parseProductKey(text)
    if (key.kind === 'host') throw new AppError('product-key-kind', 'It is a host key.')
    const state = await this.#state()
    const { productId } = productOfKey(state, key, choice, this.#ports).stored
    const installed = { kind: key.kind, partialProductKey: key.partial }
    await this.#do({
      kind: 'key-installed',
      productId,
      key: installed,
      ...keyFacts(key, this.#ports.cryptography),
    })
    return { productId, ...installed }
  }

  async uninstallKey(choice: ProductChoice = {}): Promise<void> {
    await this.#do({ kind: 'key-removed', productId: await this.#productId(choice) })
  }

  async activate(choice: ProductChoice = {}): Promise<ActivationOutcome> {
    await this.#start()
    return outcomeOf(await this.#client.activate(await this.#productId(choice)))
  }

  async status(choice: ProductChoice = {}): Promise<ClientStatus> {
    return (await this.describe(choice)).status
  }

  async describe(choice: ProductChoice = {}): Promise<ClientDescription> {
    const state = await this.#seen()
    if (state === undefined || state.products.size === 0) {
      if (choice.productId !== undefined) throw new AppError('product-unknown')
      return describeNoProduct(state, state?.installation.damaged ? 'state-damaged' : 'licence-missing')
    }
    return describeProduct(state, chosenProduct(state, choice), this.#ports.clock.nowMs())
  }

  async describeAll(): Promise<readonly ClientDescription[]> {
    const state = await this.#seen()
    const nowMs = this.#ports.clock.nowMs()
    return state === undefined
      ? []
      : [...state.products.values()].map((product) => describeProduct(state, product, nowMs))
  }

  async evidence(choice: ProductChoice = {}): Promise<LicenceEvidence | null> {
    const { stored, lease, directoryObject } = chosenProduct(await this.#state(), choice)
    if (directoryObject !== undefined) return directoryEvidence(stored.productLicence, directoryObject)
    if (stored.evidence === undefined || lease === undefined) return null
    return {
      productLicence: toBase64(stored.productLicence),
      lease: toBase64(stored.evidence.lease),
      hostCertificate: toBase64(stored.evidence.hostCertificate),
      issuerCertificate: toBase64(stored.evidence.issuerCertificate),
    }
  }

  async rearm(): Promise<RearmOutcome> {
    const { state } = await this.#do({ kind: 'rearm-requested' })
    const left = [...state.products.values()].map(({ stored }) => stored.rearmsLeft)
    return { cmid: state.cmid, rearmsLeft: Math.min(...left) }
  }

  async generalize({ skipRearm }: { readonly skipRearm: boolean }): Promise<void> {
    await this.#do({ kind: 'generalize-requested', skipRearm })
    this.#isStarted = true
  }

  async setHost(text: string, choice: ProductChoice = {}): Promise<void> {
    await this.#do({ kind: 'host-chosen', host: parseHostAddress(text), ...choice })
  }

  async clearHost(choice: ProductChoice = {}): Promise<void> {
    await this.#do({ kind: 'host-chosen', host: undefined, ...choice })
  }

  async setHostCaching(on: boolean): Promise<void> {
    await this.#do({ kind: 'host-caching-chosen', on })
  }

  async setDomain(text: string, serviceLabel?: string): Promise<void> {
    const domain = normaliseDomainName(text)
    if (domain === '') throw new AppError('dns-name-invalid', 'It is empty.')
    serviceName(serviceLabel ?? defaultServiceLabel, domain)
    await this.#do({ kind: 'discovery-chosen', domain, serviceLabel })
  }

  async clearDomain(): Promise<void> {
    await this.#do({ kind: 'discovery-chosen', domain: undefined, serviceLabel: undefined })
  }

  async setDirectory(setting: DirectorySetting): Promise<void> {
    await this.#do({ kind: 'directory-chosen', setting: checkedSetting(setting) })
  }

  async clearDirectory(): Promise<void> {
    await this.#do({ kind: 'directory-chosen', setting: undefined })
  }

  async setChannel(channel: ActivationChannel | undefined, choice: ProductChoice = {}): Promise<void> {
    await this.#do({ kind: 'channel-chosen', channel, ...choice })
  }

  async discover(choice: ProductChoice = {}): Promise<DiscoveryReport> {
    const state = await this.#client.view()
    const { random } = this.#ports
    const isNamed = choice.productId !== undefined || state?.products.size === 1
    const product = state !== undefined && isNamed ? chosenProduct(state, choice) : undefined
    const draw = drawFrom((length) => random.bytes(length))
    return discover(discoverySetting(state, product), this.#ports, draw)
  }

  async setAuthority(url: string | undefined): Promise<void> {
    await this.#do({ kind: 'authority-chosen', url: url === undefined ? undefined : authorityAddress(url) })
  }

  async installationId(choice: ProductChoice = {}): Promise<InstallationIdView> {
    await this.#start()
    const { state } = await this.#do({
      kind: 'installation-id-shown',
      productId: await this.#productId(choice),
    })
    const product = chosenProduct(state, choice)
    const { stored, licence } = product
    const bytes = shownInstallationId(state, product, this.#ports.cryptography)
    assert(bytes !== undefined, 'the step that showed it would have refused')
    return {
      productId: stored.productId,
      product: licence.terms.name,
      partialProductKey: stored.key?.partialProductKey ?? '',
      installationId: installationIdToDigits(bytes),
    }
  }

  async confirm(digits: string, choice: ProductChoice = {}): Promise<ActivationOutcome> {
    const confirmation = confirmationIdFromDigits(digits)
    await this.#start()
    const productId = await this.#productId(choice)
    const { effects } = await this.#do({ kind: 'confirmation-typed', productId, confirmation })
    const finished = effects.find((effect) => effect.kind === 'finish-round')
    assert(finished !== undefined, 'a confirmation that was looked at has an outcome')
    return outcomeOf(finished.outcome)
  }

  events() {
    return readEvents(this.#ports.files)
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** The copy of an image takes its own identity before anything is asked or shown in its name. */
  async #start(): Promise<void> {
    if (!this.#isStarted) await this.#client.start()
    this.#isStarted = true
  }

  async #do(event: ClientEvent): Promise<StepResult> {
    const result = await this.#client.dispatch(event)
    if (result.refused !== undefined) throw new AppError(result.refused.code, result.refused.detail)
    return result
  }

  /** What is shown also before a start: the domain is the machine's present one. */
  async #seen(): Promise<ClientState | undefined> {
    const state = await this.#client.view()
    if (state === undefined || this.#isStarted) return state
    const domain = this.#ports.machine.domain?.()?.domain
    return { ...state, machine: { ...state.machine, ...(domain === undefined ? {} : { domain }) } }
  }

  async #state(): Promise<ClientState> {
    const state = await this.#client.view()
    if (state === undefined) throw new AppError('licence-missing')
    return state
  }

  async #productId(choice: ProductChoice): Promise<string> {
    return chosenProduct(await this.#state(), choice).stored.productId
  }
}

function chosenProduct(state: ClientState, choice: ProductChoice): LoadedProduct {
  const [first, ...others] = state.products.values()
  if (first === undefined) throw new AppError('licence-missing')
  if (choice.productId !== undefined) {
    const product = state.products.get(choice.productId.toLowerCase())
    if (product === undefined) throw new AppError('product-unknown')
    return product
  }
  if (others.length > 0) throw new AppError('product-ambiguous')
  return first
}

/** A setup key names its product; a MAK names a product group, of which one product must be meant. */
function productOfKey(
  state: ClientState,
  key: ProductKey,
  choice: ProductChoice,
  ports: ClientPorts,
): LoadedProduct {
  if (state.products.size === 0) throw new AppError('licence-missing')
  const fits = ({ licence }: LoadedProduct) =>
    key.kind === 'setup'
      ? isSetupKeyOf(key, licence.terms.productId, ports.cryptography)
      : licence.terms.productGroup === key.productGroup
  const fitting = [...state.products.values()].filter(fits)
  if (fitting.length === 0) throw new AppError('product-key-mismatch')
  const products = new Map(fitting.map((product) => [product.stored.productId, product]))
  if (choice.productId !== undefined && !products.has(choice.productId.toLowerCase()))
    throw new AppError('product-key-mismatch')
  return chosenProduct({ ...state, products }, choice)
}

/** A round's outcome as it is shown. */
export function outcomeOf(outcome: RoundOutcome): ActivationOutcome {
  switch (outcome.kind) {
    case 'confirmed':
      return outcome
    case 'activated': {
      const { count, activatedUntilMs } = outcome
      return { kind: 'activated', count, activatedUntil: isoTime(activatedUntilMs) }
    }
    case 'activated-by-directory': {
      const { activatedUntilMs, ...object } = outcome
      return { ...object, activatedUntil: isoTime(activatedUntilMs) }
    }
    case 'count-insufficient':
      return outcome
    case 'failed': {
      const { code, detail, reasons } = outcome
      return { kind: 'failed', code, detail: detail ?? null, reasons }
    }
  }
}
