/**
 * A product and the numbers that govern its activation (R1.1, R1.2): the content that a product licence and a
 * catalogue share.
 */
import { AppError } from '../errors/index.ts'
import type { CborMap, CborValue } from './cbor.ts'
import { ClaimReader, claimMap, uuidClaim } from './claims.ts'

export const productFamilies = ['client', 'server', 'suite', 'custom'] as const
/** Presets of the threshold: client 25, server 5, suite 5, custom any number from 1 to 1000. */
export type ProductFamily = (typeof productFamilies)[number]

export const activationChannels = ['directory', 'host', 'mak'] as const
/** A way to be activated; the order is the order in which they are tried (R4.1). */
export type ActivationChannel = (typeof activationChannels)[number]

export const duplicatePolicies = ['report', 'rearm'] as const
/** What the host does about two machines with one CMID: report them, or ask the copy to rearm. */
export type DuplicatePolicy = (typeof duplicatePolicies)[number]

export const churnPolicies = ['each-cmid', 'once'] as const
/** How one machine under several CMIDs counts: each CMID, or once by its fingerprint. */
export type ChurnPolicy = (typeof churnPolicies)[number]

export const thresholdMin = 1
export const thresholdMax = 1_000
export const productGroupMax = 0xff_ffff
export const intervalMinutesMax = 10 * 365 * 24 * 60
export const rearmLimitMax = 1_000
const nameCharactersMax = 100
const minutesPerDay = 24 * 60

/** What is activated. */
export interface Product {
  /** UUID. */
  readonly productId: string
  readonly name: string
  readonly edition: string
  readonly version: string
  /** UUID; products of one application are counted together. */
  readonly applicationId: string
  readonly applicationName: string
  /** 24 bits; what a host key covers. */
  readonly productGroup: number
}

/** The numbers of one product's activation. */
export interface ActivationPolicy {
  readonly family: ProductFamily
  /** Machines needed, 1 to 1000. */
  readonly threshold: number
  readonly validityMinutes: number
  readonly renewalMinutes: number
  readonly retryMinutes: number
  readonly initialGraceMinutes: number
  /** Length of the out-of-tolerance grace, and of the grace after a revocation. */
  readonly outOfToleranceGraceMinutes: number
  /** How long an entry of the count cache lives after its last request. */
  readonly countEntryMinutes: number
  readonly rearmLimit: number
  /** Channels that may activate the product. */
  readonly channels: readonly ActivationChannel[]
  readonly onDuplicate: DuplicatePolicy
  readonly churn: ChurnPolicy
}

/** A product with its policy. */
export interface ProductTerms extends Product {
  readonly policy: ActivationPolicy
}

const thresholdByFamily = { client: 25, server: 5, suite: 5 } as const

/** The default policy of a family (R1.2). A custom family needs its threshold. Throws `threshold-out-of-range`. */
export function defaultPolicy(family: ProductFamily, threshold?: number): ActivationPolicy {
  const chosen = threshold ?? (family === 'custom' ? undefined : thresholdByFamily[family])
  if (chosen === undefined)
    throw new AppError('threshold-out-of-range', 'A custom product needs a threshold.')
  if (!Number.isInteger(chosen) || chosen < thresholdMin || chosen > thresholdMax) {
    throw new AppError('threshold-out-of-range', `It is ${chosen}.`)
  }
  return {
    family,
    threshold: chosen,
    validityMinutes: 180 * minutesPerDay,
    renewalMinutes: 7 * minutesPerDay,
    retryMinutes: 2 * 60,
    initialGraceMinutes: 30 * minutesPerDay,
    outOfToleranceGraceMinutes: 30 * minutesPerDay,
    countEntryMinutes: 30 * minutesPerDay,
    rearmLimit: 5,
    channels: activationChannels,
    onDuplicate: 'report',
    churn: 'each-cmid',
  }
}

/** The claims of a product's terms. */
export function encodeProductTerms(terms: ProductTerms): CborMap {
  const { policy } = terms
  return claimMap([
    [1, uuidClaim(terms.productId)],
    [2, terms.name],
    [3, terms.edition],
    [4, terms.version],
    [5, uuidClaim(terms.applicationId)],
    [6, terms.applicationName],
    [7, terms.productGroup],
    [8, productFamilies.indexOf(policy.family)],
    [9, policy.threshold],
    [10, policy.validityMinutes],
    [11, policy.renewalMinutes],
    [12, policy.retryMinutes],
    [13, policy.initialGraceMinutes],
    [14, policy.outOfToleranceGraceMinutes],
    [15, policy.countEntryMinutes],
    [16, policy.rearmLimit],
    [17, policy.channels.map((channel) => activationChannels.indexOf(channel))],
    [18, duplicatePolicies.indexOf(policy.onDuplicate)],
    [19, churnPolicies.indexOf(policy.churn)],
  ])
}

/** Reads a product's terms. Throws `document-malformed`. */
export function decodeProductTerms(value: CborValue | undefined): ProductTerms {
  const reader = new ClaimReader(value)
  const terms: ProductTerms = {
    productId: reader.uuid(1),
    name: reader.text(2, nameCharactersMax),
    edition: reader.text(3, nameCharactersMax),
    version: reader.text(4, nameCharactersMax),
    applicationId: reader.uuid(5),
    applicationName: reader.text(6, nameCharactersMax),
    productGroup: reader.uint(7, productGroupMax),
    policy: decodePolicy(reader),
  }
  reader.finish()
  return terms
}

function decodePolicy(reader: ClaimReader): ActivationPolicy {
  return {
    family: reader.name(8, productFamilies),
    threshold: reader.positive(9, thresholdMax),
    validityMinutes: reader.positive(10, intervalMinutesMax),
    renewalMinutes: reader.positive(11, intervalMinutesMax),
    retryMinutes: reader.positive(12, intervalMinutesMax),
    initialGraceMinutes: reader.uint(13, intervalMinutesMax),
    outOfToleranceGraceMinutes: reader.uint(14, intervalMinutesMax),
    countEntryMinutes: reader.positive(15, intervalMinutesMax),
    rearmLimit: reader.uint(16, rearmLimitMax),
    channels: decodeChannels(reader.array(17, activationChannels.length)),
    onDuplicate: reader.name(18, duplicatePolicies),
    churn: reader.name(19, churnPolicies),
  }
}

function decodeChannels(items: readonly CborValue[]): readonly ActivationChannel[] {
  return items.map((item) => {
    const channel = typeof item === 'number' ? activationChannels[item] : undefined
    if (channel === undefined) throw new AppError('document-malformed', 'Unknown channel.')
    return channel
  })
}
