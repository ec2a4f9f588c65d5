/** Which host is asked (R4.7): the pinned one, else the cached one, else those that DNS names; and the administrator's choice. */
import { defaultServiceLabel } from '../discovery/index.ts'
import { eventIds } from '../events/index.ts'
import {
  type ClientState,
  type DomainsLeft,
  type HostCandidate,
  type LoadedProduct,
  withProduct,
} from './client-state.ts'
import { refuse, type StepContext, type StepResult, writeEvent } from './client-step.ts'
import { formatHostAddress, type HostAddress } from './host-address.ts'

/** The hosts that are asked before DNS is, in order. */
export function hostCandidates(state: ClientState, product: LoadedProduct): readonly HostCandidate[] {
  const pinned = product.stored.pinnedHost ?? state.installation.pinnedHost
  if (pinned !== undefined) return [{ host: pinned, from: 'pinned' }]
  const { cachedHost } = product.stored
  return cachedHost === undefined || !state.installation.hostCaching
    ? []
    : [{ host: cachedHost, from: 'cached' }]
}

/** Where hosts are looked up when those that are known failed; undefined where a pinned host switches that off. */
export function domainsToLookUp(
  state: ClientState,
  product: LoadedProduct | undefined,
): DomainsLeft | undefined {
  const { pinnedHost, discoveryDomain } = state.installation
  const isPinned = (product?.stored.pinnedHost ?? pinnedHost) !== undefined
  return isPinned ? undefined : { kind: 'search-list', first: discoveryDomain }
}

/** First label of the name that is looked up. */
export function serviceLabelOf(state: ClientState): string {
  return state.installation.serviceLabel ?? defaultServiceLabel
}

/** The host to show: the pinned one, else the one that answered last. */
export function knownHost(state: ClientState, product: LoadedProduct): HostCandidate | undefined {
  const [first] = hostCandidates(state, product)
  const { discoveredHost } = product.stored
  if (first?.from === 'pinned' || discoveredHost === undefined) return first
  return { host: discoveredHost, from: 'dns' }
}

/** Sets or clears where hosts are looked up. */
export function chooseDiscovery(
  state: ClientState,
  event: { readonly domain: string | undefined; readonly serviceLabel: string | undefined },
  context: StepContext,
): StepResult {
  const { domain, serviceLabel } = event
  const { discoveryDomain: _domain, serviceLabel: _label, ...others } = state.installation
  const installation = {
    ...others,
    ...(domain === undefined ? {} : { discoveryDomain: domain }),
    ...(serviceLabel === undefined ? {} : { serviceLabel }),
  }
  const effects = settingChanged('discoveryDomain', domain ?? 'none', context)
  return { state: { ...state, installation }, effects }
}

/** Sets or clears the pinned host of one product, or of the whole machine. */
export function chooseHost(
  state: ClientState,
  event: { readonly productId?: string; readonly host: HostAddress | undefined },
  context: StepContext,
): StepResult {
  const pinned = event.host === undefined ? {} : { pinnedHost: event.host }
  const setting = event.host === undefined ? 'none' : formatHostAddress(event.host)
  const written = settingChanged('host', setting, context)
  if (event.productId === undefined) {
    const { pinnedHost: _before, ...installation } = state.installation
    return { state: { ...state, installation: { ...installation, ...pinned } }, effects: written }
  }
  const product = state.products.get(event.productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  const { pinnedHost: _before, ...stored } = product.stored
  return {
    state: withProduct(state, { ...product, stored: { ...stored, ...pinned } }),
    effects: written,
  }
}

/** Sets or clears the address of the vendor's authority. */
export function chooseAuthority(
  state: ClientState,
  url: string | undefined,
  context: StepContext,
): StepResult {
  const { authority: _before, ...installation } = state.installation
  const chosen = url === undefined ? {} : { authority: url }
  return {
    state: { ...state, installation: { ...installation, ...chosen } },
    effects: settingChanged('authority', url ?? 'none', context),
  }
}

/** Switches the caching of the host that answered; switching it off forgets the cached ones. */
export function chooseCaching(state: ClientState, on: boolean, context: StepContext): StepResult {
  const products = on ? state.products : new Map([...state.products].map(withoutCachedHost))
  return {
    state: { ...state, installation: { ...state.installation, hostCaching: on }, products },
    effects: settingChanged('hostCaching', on ? 'on' : 'off', context),
  }
}

/** The product after a host answered: cached where allowed, and at the port that it stated (R2.8, R4.7). */
export function withAnsweringHost(
  state: ClientState,
  product: LoadedProduct,
  statedPort: number,
): { readonly state: ClientState; readonly product: LoadedProduct } {
  if (product.round?.kind !== 'asking') return { state, product }
  const { candidate } = product.round
  const host = atPort(candidate.host, statedPort)
  const cached = state.installation.hostCaching ? { cachedHost: host } : {}
  if (candidate.from !== 'pinned') {
    const { discoveredHost: _before, ...stored } = product.stored
    const discovered = candidate.from === 'dns' ? { discoveredHost: host } : {}
    return { state, product: { ...product, stored: { ...stored, ...cached, ...discovered } } }
  }
  if (product.stored.pinnedHost !== undefined)
    return { state, product: { ...product, stored: { ...product.stored, ...cached, pinnedHost: host } } }
  return {
    state: { ...state, installation: { ...state.installation, pinnedHost: host } },
    product: { ...product, stored: { ...product.stored, ...cached } },
  }
}

function atPort(host: HostAddress, port: number): HostAddress {
  return host.kind === 'tcp' ? { ...host, port } : host
}

function withoutCachedHost([productId, product]: readonly [string, LoadedProduct]) {
  const { cachedHost: _before, ...stored } = product.stored
  return [productId, { ...product, stored }] as const
}

function settingChanged(name: string, value: string, context: StepContext) {
  return [writeEvent(eventIds.settingChanged, context.nowMs, 'success', { setting: name, value })]
}
