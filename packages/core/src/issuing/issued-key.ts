/**
 * What the authority keeps of a key that it issued. The key itself is not there: only its hash and its last group,
 * so that nobody who reads the store can activate anything (R1.6).
 */

/** Hosts that one host key activates (R3.3). */
export const hostsMaxDefault = 6
/** Activations of one host: the first and 9 more (R3.3). */
export const activationsPerHostMaxDefault = 10
/** The most that an exception may raise either number to. */
export const hostsMaxCeiling = 10_000
export const activationsPerHostMaxCeiling = 1_000
/** The most activations that a multiple activation key may be issued with or raised to. */
export const activationsMaxCeiling = 1_000_000
/** Characters of a key's hash that name it to the vendor's people. */
export const keyIdCharacters = 16

/** The numbers of R3.3 for one host key. */
export interface HostKeyLimits {
  readonly hostsMax: number
  readonly activationsPerHostMax: number
}

/** The predetermined number of a multiple activation key (R6.1). */
export interface MakLimits {
  readonly activationsMax: number
}

/** Why a key activates nothing any more. */
export interface KeyBlock {
  readonly atMs: number
  readonly who: string
  readonly reason: string
}

/** One raise of a limit beyond what the key was issued with. */
export interface KeyException {
  readonly atMs: number
  readonly who: string
  readonly reason: string
  /** Which number, from what, to what. */
  readonly detail: string
}

interface IssuedKeyBase {
  /** SHA-256 of the key's secret under its domain string, in hexadecimal. */
  readonly keyHash: string
  /** 7 bytes in hexadecimal that installation IDs name the key by; absent for a key that was issued before them. */
  readonly fingerprint?: string
  /** Last group of the key: the only part that is shown. */
  readonly partialProductKey: string
  /** What the key covers; the group inside the key itself comes first. */
  readonly productGroups: readonly number[]
  readonly issuedAtMs: number
  readonly issuedBy: string
  /** For whom or what; free text of the vendor. */
  readonly note: string
  readonly block?: KeyBlock
  readonly exceptions: readonly KeyException[]
}

/** A host key: activates hosts (R1.4). */
export interface IssuedHostKey extends IssuedKeyBase {
  readonly kind: 'host'
  readonly limits: HostKeyLimits
}

/** A multiple activation key: activates machines, each once (R1.4). */
export interface IssuedMak extends IssuedKeyBase {
  readonly kind: 'mak'
  readonly limits: MakLimits
}

/** A key with a secret. Setup keys have none and are not kept: they follow from their product. */
export type IssuedKey = IssuedHostKey | IssuedMak

/** A directory that a host key made an activation object for, in the place of a host. */
export interface ActivatedDirectory {
  /** UUID; by telephone it is never learned. */
  readonly forestId?: string
}

/**
 * One activation of a host, as it was granted, or of a directory, which counts as a host. The certificate or object can
 * be made from it again at any time.
 */
export interface HostActivationRecord {
  readonly keyHash: string
  /** Hexadecimal; the host is this key. By telephone the key is never learned: then it is the digest. */
  readonly hostPublicKey: string
  /** Installation digest in hexadecimal: the same host online and by telephone; absent before it was kept. */
  readonly hostDigest?: string
  readonly hostName: string
  /** Present where it is a directory: then the key is `forestKeyOf` and the name is that of the forest. */
  readonly directory?: ActivatedDirectory
  /** Where the request came from. */
  readonly address: string
  /** Of the request, or the whole installation ID, in hexadecimal: the same again is the same activation. */
  readonly nonce: string
  /** Of the certificate, in hexadecimal. */
  readonly serial: string
  /** Which activation of this host with this key it is, from 1. */
  readonly ordinal: number
  readonly activatedAtMs: number
  readonly issuedAtSeconds: number
  readonly expiresSeconds: number
  readonly productGroups: readonly number[]
}

/** How a machine came to its confirmation: by itself, by a person with digits, or through a proxy for many. */
export const machineChannels = ['online', 'telephone', 'proxy'] as const
/** One of {@link machineChannels}. */
export type MachineChannel = (typeof machineChannels)[number]

/** One machine that a multiple activation key activated; the confirmation can be made from it again at any time. */
export interface MachineActivationRecord {
  readonly keyHash: string
  /** Installation digest in hexadecimal: the machine and its product. */
  readonly digest: string
  /** The 22 bytes that were confirmed, in hexadecimal: those of the first request. */
  readonly installationId: string
  readonly channel: MachineChannel
  /** Known where the machine itself asked. */
  readonly productId?: string
  /** Where the request came from, or who entered the digits. */
  readonly address: string
  readonly activatedAtMs: number
}

/** What a decision about a key reads. */
export interface KeyState {
  readonly key: IssuedKey
  /** Distinct hosts that the key has activated. */
  readonly hostsActivated: number
  /** Activations of the host that the decision is about; empty where it is about none. */
  readonly activationsOfHost: readonly HostActivationRecord[]
  /** Machines that a multiple activation key has activated. */
  readonly machinesActivated: number
  /** The activation of the machine that the decision is about, where it was activated before. */
  readonly activationOfMachine?: MachineActivationRecord
}

/** The name of a key among the vendor's people: it appears in logs and on screens, and activates nothing. */
export function keyIdOfHash(keyHash: string): string {
  return keyHash.slice(0, keyIdCharacters)
}

/** How a key is named in the audit log. */
export function keySubject(key: IssuedKey): string {
  return `key ${keyIdOfHash(key.keyHash)} (…${key.partialProductKey})`
}
