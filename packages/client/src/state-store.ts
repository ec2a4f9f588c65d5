/**
 * The state folder: `installation.key` (32 bytes), `state.cbor` (sealed by that key) and `setup.cbor` (products, keys
 * and hosts, which grant nothing). What was torn or edited is kept aside and licenses nothing (R4.11). A new key pair
 * waits in `installation.key.next` until the state that it sealed is there, so that a crash leaves one or the other.
 */
import { equalBytes } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import {
  type ClientState,
  decodeInstallation,
  encodeInstallation,
  forfeitedInstallation,
  freshInstallation,
  type InstallationState,
  loadClientState,
  openInstallation,
  sealInstallation,
  setupOf,
  stateNeedsConfirmations,
  storedInstallation,
} from '@muster/core/licensing'
import type { ClientPorts } from './client-ports.ts'
import type { LazyCryptography } from './lazy-cryptography.ts'

export const stateFileNames = {
  key: 'installation.key',
  nextKey: 'installation.key.next',
  state: 'state.cbor',
  setup: 'setup.cbor',
  damaged: 'state.cbor.damaged',
} as const

const privateKeyLength = 32

/** A state with the private key of its installation. */
export interface KeptState {
  readonly state: ClientState
  readonly privateKey: Uint8Array
  /** Whether what was stored was found damaged just now. */
  readonly foundDamaged: boolean
}

type StorePorts = Pick<ClientPorts, 'files' | 'random' | 'clock'> & {
  readonly cryptography: LazyCryptography
}

interface StoredFiles {
  readonly key: Uint8Array | undefined
  readonly nextKey: Uint8Array | undefined
  readonly sealed: Uint8Array | undefined
  readonly setup: Uint8Array | undefined
}

/** Reads and writes the state folder; the caller holds the folder's lock. */
export class StateStore {
  readonly #ports: StorePorts
  /** What this process read or wrote last: as long as the file holds the same, nothing is verified again. */
  #known: { readonly sealed: Uint8Array; readonly kept: KeptState } | undefined
  #knownSetup: Uint8Array | undefined
  /** What the setup file was last made of: as long as nothing of it is another, it need not be made again. */
  #savedSetup: InstallationState | undefined

  constructor(ports: StorePorts) {
    this.#ports = ports
  }

  /** Whether nothing was ever stored here. */
  async isEmpty(): Promise<boolean> {
    const { key, sealed, setup } = await this.#read()
    return key === undefined && sealed === undefined && setup === undefined
  }

  /** The state; one that is damaged is kept aside and replaced. Rejects with `state-unreadable`, `file-access`. */
  async load(): Promise<KeptState> {
    if (this.#known !== undefined) {
      const present = await this.#ports.files.read(stateFileNames.state)
      if (present !== undefined && equalBytes(present, this.#known.sealed)) return this.#known.kept
    }
    const files = await this.#read()
    const { sealed } = files
    this.#knownSetup = files.setup
    this.#savedSetup = undefined
    if (files.key === undefined && sealed === undefined && files.setup === undefined) return this.#fresh()
    const kept = await this.#open(files)
    if (kept === undefined || sealed === undefined) return this.#recover(files)
    this.#known = { sealed, kept }
    return kept
  }

  /** Seals and writes a state; with another private key than the stored one, both change together. */
  async save(state: ClientState, privateKey: Uint8Array): Promise<void> {
    const { files, cryptography } = this.#ports
    const stored = storedInstallation(state)
    const sealed = await sealInstallation(stored, cryptography.signer(privateKey))
    const isKnownKey = this.#known !== undefined && equalBytes(this.#known.kept.privateKey, privateKey)
    if (!isKnownKey) await files.write(stateFileNames.nextKey, privateKey)
    await this.#saveSetup(stored)
    await files.write(stateFileNames.state, sealed)
    if (!isKnownKey) await files.rename(stateFileNames.nextKey, stateFileNames.key)
    this.#known = { sealed, kept: { state, privateKey, foundDamaged: false } }
  }

  async #saveSetup(stored: InstallationState): Promise<void> {
    const saved = setupOf(stored)
    if (this.#savedSetup !== undefined && isSameSetup(saved, this.#savedSetup)) return
    const setup = encodeInstallation({ ...saved, publicKey: new Uint8Array(privateKeyLength) })
    if (this.#knownSetup === undefined || !equalBytes(this.#knownSetup, setup)) {
      await this.#ports.files.write(stateFileNames.setup, setup)
      this.#knownSetup = setup
    }
    this.#savedSetup = saved
  }

  async #read(): Promise<StoredFiles> {
    const { files } = this.#ports
    const [key, nextKey, sealed, setup] = await Promise.all([
      files.read(stateFileNames.key),
      files.read(stateFileNames.nextKey),
      files.read(stateFileNames.state),
      files.read(stateFileNames.setup),
    ])
    return { key, nextKey, sealed, setup }
  }

  #fresh(): KeptState {
    const { cryptography, random } = this.#ports
    const privateKey = random.bytes(privateKeyLength)
    const installation = freshInstallation(cryptography.signer(privateKey).publicKey)
    return { state: loadClientState(installation, cryptography), privateKey, foundDamaged: false }
  }

  /** The state under the key that sealed it; a key that waited takes its place now. */
  async #open({ key, nextKey, sealed }: StoredFiles): Promise<KeptState | undefined> {
    const { files } = this.#ports
    if (sealed === undefined) return undefined
    const kept = await this.#tryKey(sealed, key)
    if (kept !== undefined) {
      if (nextKey !== undefined) await files.remove(stateFileNames.nextKey)
      return kept
    }
    const renewed = await this.#tryKey(sealed, nextKey)
    if (renewed !== undefined) await files.rename(stateFileNames.nextKey, stateFileNames.key)
    return renewed
  }

  async #tryKey(sealed: Uint8Array, privateKey: Uint8Array | undefined): Promise<KeptState | undefined> {
    if (privateKey?.length !== privateKeyLength) return undefined
    const { cryptography } = this.#ports
    try {
      const { publicKey } = cryptography.signer(privateKey)
      const stored = openInstallation(sealed, publicKey, cryptography)
      if (stateNeedsConfirmations(stored)) await cryptography.learnConfirmations()
      const state = loadClientState(stored, cryptography)
      return { state, privateKey, foundDamaged: false }
    } catch (error) {
      if (error instanceof AppError) return undefined
      throw error
    }
  }

  /** Keeps aside what does not open, and goes on unlicensed with the products that the setup file tells. */
  async #recover({ key, sealed, setup }: StoredFiles): Promise<KeptState> {
    const { files, cryptography, random, clock } = this.#ports
    if (sealed !== undefined) await files.rename(stateFileNames.state, stateFileNames.damaged)
    const privateKey = key?.length === privateKeyLength ? key : random.bytes(privateKeyLength)
    const { publicKey } = cryptography.signer(privateKey)
    const rest = (known: InstallationState | undefined) =>
      loadClientState(forfeitedInstallation(publicKey, known, clock.nowMs()), cryptography)
    const state = tryOrUndefined(() => rest(setup && decodeInstallation(setup))) ?? rest(undefined)
    await this.save(state, privateKey)
    return { state, privateKey, foundDamaged: true }
  }
}

/** Whether two setups hold the same, but for the key that neither is written with. */
function isSameSetup(left: InstallationState, right: InstallationState): boolean {
  return isSameData({ ...left, publicKey: undefined }, { ...right, publicKey: undefined })
}

/** Plain data of fields, lists and bytes. */
function isSameData(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (left instanceof Uint8Array) return right instanceof Uint8Array && equalBytes(left, right)
  const names = Object.keys(left) as (keyof typeof left)[]
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => name in right && isSameData(left[name], right[name]))
}

function tryOrUndefined<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
