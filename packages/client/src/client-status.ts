/** What the client says of itself: the object of `muster client status --json`, made from its state. */
import { describeCode, type ErrorCode, type Reason } from '@muster/core/errors'
import {
  type Assessment,
  assessProduct,
  type ClientState,
  channelStandings,
  domainOf,
  effectiveNowMs,
  explainState,
  type HostAddress,
  type HostSource,
  knownHost,
  type LastError,
  type LicenceState,
  type LicenceStateName,
  type LoadedProduct,
  licenceStateName,
  servingChannel,
} from '@muster/core/licensing'

/** The shape of `muster client status --json`; times are ISO 8601, UTC. */
export interface ClientStatus {
  /** Name of the product; null where none is installed, as is its id. */
  readonly product: string | null
  readonly productId: string | null
  /** What activated the product; null while nothing does. */
  readonly channel: 'host' | 'directory' | 'mak' | null
  readonly partialProductKey: string | null
  readonly licenceState: LicenceState
  readonly licenceStateName: LicenceStateName
  readonly cmid: string | null
  /** The activation count that the host told last. */
  readonly count: number | null
  readonly threshold: number | null
  /** Machines that are missing by the last count; 0 when there were enough. */
  readonly missing: number | null
  readonly activatedUntil: string | null
  /** When activation is tried next. */
  readonly renewAt: string | null
  /** End of the present grace. */
  readonly graceUntil: string | null
  readonly host: { readonly name: string; readonly port: number; readonly from: HostSource } | null
  readonly hostCaching: boolean
  readonly rearmsLeft: number | null
  readonly lastError: {
    readonly code: ErrorCode
    readonly number: number
    readonly sentence: string
    readonly remedy: string
  } | null
  /** The object that activates the product; null where none does. */
  readonly directory: {
    readonly domain: string
    readonly objectName: string
    readonly objectDn: string
    /** When the directory was last seen to hold it. */
    readonly checkedAt: string
    /** End of what the vendor signed. */
    readonly objectExpires: string
  } | null
  /** Domain that this machine is in; null where it is in none. */
  readonly domain: string | null
  /** The ways to activate, in the order in which they are tried, and why those that do not serve do not. */
  readonly channels: readonly {
    readonly channel: 'host' | 'directory' | 'mak'
    readonly serves: boolean
    /** Null where it serves, and where it was not needed or not tried yet. */
    readonly code: ErrorCode | null
    readonly detail: string | null
  }[]
}

/** A status with what a person wants to read beside it. */
export interface ClientDescription {
  readonly status: ClientStatus
  /** What holds, in one sentence. */
  readonly sentence: string
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null
  /** Whole days until the present state ends, rounded up; null where it does not end by itself. */
  readonly daysLeft: number | null
  /** Edition and version of the product, such as `Professional 4`; null without one. */
  readonly edition: string | null
  /** What the last error's sentence leaves out, with the reason of each host that was tried. */
  readonly failure: {
    readonly code: ErrorCode
    readonly detail: string | null
    readonly reasons: readonly Reason[]
  } | null
}

/** Describes one product. */
export function describeProduct(
  state: ClientState,
  product: LoadedProduct,
  clockMs: number,
): ClientDescription {
  const explanation = explainState(state, product, clockMs)
  const { edition, version } = product.licence.terms
  return {
    status: statusOf(state, product, clockMs),
    sentence: explanation.sentence,
    remedy: explanation.remedy ?? null,
    daysLeft: explanation.daysLeft ?? null,
    edition: `${edition} ${version}`.trim(),
    failure: failureOf(product.stored.lastError),
  }
}

/** Describes a folder without a product; `code` says why it holds none. */
export function describeNoProduct(state: ClientState | undefined, code: ErrorCode): ClientDescription {
  const { sentence, remedy } = describeCode(code)
  return {
    status: {
      product: null,
      productId: null,
      channel: null,
      partialProductKey: null,
      licenceState: 0,
      licenceStateName: licenceStateName(0),
      cmid: state?.cmid ?? null,
      count: null,
      threshold: null,
      missing: null,
      activatedUntil: null,
      renewAt: null,
      graceUntil: null,
      host: null,
      hostCaching: state?.installation.hostCaching ?? true,
      rearmsLeft: null,
      lastError: errorOf(code),
      directory: null,
      domain: (state && domainOf(state)) ?? null,
      channels: [],
    },
    sentence,
    remedy,
    daysLeft: null,
    edition: null,
    failure: { code, detail: null, reasons: [] },
  }
}

function statusOf(state: ClientState, product: LoadedProduct, clockMs: number): ClientStatus {
  const { stored, licence } = product
  const { terms } = licence
  const assessment = assessProduct(product, effectiveNowMs(state, clockMs))
  const { threshold } = terms.policy
  const count = stored.lastCount ?? null
  return {
    product: terms.name,
    productId: terms.productId,
    channel: servingChannel(state, product, clockMs) ?? null,
    partialProductKey: stored.key?.partialProductKey ?? null,
    licenceState: assessment.state,
    licenceStateName: licenceStateName(assessment.state),
    cmid: state.cmid,
    count,
    threshold,
    missing: count === null ? null : Math.max(0, threshold - count),
    ...timesOf(assessment, product),
    host: hostOf(state, product),
    hostCaching: state.installation.hostCaching,
    rearmsLeft: stored.rearmsLeft,
    lastError: stored.lastError === undefined ? null : errorOf(stored.lastError.code),
    directory: assessment.state === 1 ? directoryOf(product) : null,
    domain: domainOf(state) ?? null,
    channels: channelStandings(state, product, clockMs).map(({ channel, serves, code, detail }) => ({
      channel,
      serves,
      code: code ?? null,
      detail: detail ?? null,
    })),
  }
}

function directoryOf({ directoryObject }: LoadedProduct): ClientStatus['directory'] {
  if (directoryObject === undefined) return null
  const { evidence, object } = directoryObject
  return {
    domain: evidence.domain,
    objectName: evidence.name,
    objectDn: evidence.dn,
    checkedAt: isoTime(evidence.checkedAtMs),
    objectExpires: isoTime(object.expiresSeconds * 1_000),
  }
}

function timesOf(assessment: Assessment, product: LoadedProduct) {
  const until = assessment.untilMs === undefined ? null : isoTime(assessment.untilMs)
  const { nextAttemptMs } = product.stored
  return {
    activatedUntil: assessment.state === 1 ? until : null,
    renewAt: nextAttemptMs === undefined ? null : isoTime(nextAttemptMs),
    graceUntil: assessment.state === 1 ? null : until,
  }
}

function hostOf(state: ClientState, product: LoadedProduct): ClientStatus['host'] {
  const candidate = knownHost(state, product)
  return candidate === undefined ? null : { ...nameAndPort(candidate.host), from: candidate.from }
}

/** A host as status and reports name it. */
export function nameAndPort(host: HostAddress): { readonly name: string; readonly port: number } {
  if (host.kind === 'tcp') return { name: host.name, port: host.port }
  const url = new URL(host.url)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return { name: url.hostname, port }
}

function errorOf(code: ErrorCode): NonNullable<ClientStatus['lastError']> {
  const { number, sentence, remedy } = describeCode(code)
  return { code, number, sentence, remedy }
}

function failureOf(error: LastError | undefined): ClientDescription['failure'] {
  return error === undefined
    ? null
    : { code: error.code, detail: error.detail ?? null, reasons: error.reasons }
}

/** Milliseconds since the epoch as ISO 8601, UTC. */
export function isoTime(timeMs: number): string {
  const latestMs = 8_640_000_000_000_000
  return new Date(Math.min(timeMs, latestMs)).toISOString()
}
