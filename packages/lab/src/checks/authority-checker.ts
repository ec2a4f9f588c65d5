/**
 * What the vendor's authority has granted: never beyond a key's limit, once for each installation, once and for good,
 * each with its line in the audit log; and no answer leaves it that is not durable, nor another than the first (R3.3,
 * R6.1).
 */
import { equalBytes, toHex } from '@muster/core/bytes'
import { decodeInstallationId, installationDigest } from '@muster/core/confirming'
import {
  type IssuedKey,
  readHostActivationRequest,
  readMachineActivationAnswer,
  readMachineActivationRequest,
  readMachineBatchAnswer,
  readMachineBatchRequest,
} from '@muster/core/issuing'
import { confirmationIdFromDigits, installationIdFromDigits } from '@muster/core/keys'
import type { Verifier } from '@muster/core/ports'
import type { AuthorityContent, MemoryAuthorityData } from '@muster/store/memory'
import type { AuthorityExchange } from '../authority/simulated-authority.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import { type Checker, Violation } from './checker.ts'

const okStatus = 200

/** Watches the authority of a world, and the machines that it confirmed. */
export class AuthorityChecker implements Checker {
  readonly #data: MemoryAuthorityData
  readonly #verifier: Verifier
  /** The confirmation that was told first, by key and installation. */
  readonly #told = new Map<string, Uint8Array>()
  #seen: AuthorityContent

  constructor(data: MemoryAuthorityData, verifier: Verifier) {
    this.#data = data
    this.#verifier = verifier
    this.#seen = data.content
  }

  afterEvent(): void {
    const { content } = this.#data
    if (content === this.#seen) return
    checkGrown(this.#seen, content)
    for (const key of content.keys.values()) checkKey(key, content)
    checkAudit(content)
    this.#seen = content
  }

  /** Who is licensed by a confirmation stands among those that were confirmed. */
  machineChanged({ state, loaded, name, licenceState }: SimulatedMachine): void {
    if (loaded?.confirmation === undefined || licenceState !== 1 || state === undefined) return
    const { productId } = loaded.stored
    const { publicKey } = state.installation
    const digest = toHex(installationDigest({ publicKey, productId }, this.#verifier))
    if (!this.#data.content.machines.some((record) => record.digest === digest))
      throw new Violation('R6.1', `${name} is licensed by a confirmation that the authority does not know`)
  }

  authorityAnswered({ path, asked, status, answer }: AuthorityExchange): void {
    if (status !== okStatus) return
    if (path === '/v1/hosts') this.#hostActivated(asked)
    if (path === '/v1/activations') this.#machineActivated(asked, answer)
    if (path === '/v1/activations/batch') this.#batchActivated(asked, answer)
    if (path === '/v1/telephone') this.#toldByTelephone(asked, answer)
  }

  #hostActivated(asked: Uint8Array): void {
    const hostPublicKey = toHex(readHostActivationRequest(asked, this.#verifier).hostPublicKey)
    if (!this.#data.content.activations.some((record) => record.hostPublicKey === hostPublicKey))
      throw new Violation('R3.3', 'a host is certified whose activation is not durable')
  }

  #machineActivated(asked: Uint8Array, answer: Uint8Array): void {
    const request = readMachineActivationRequest(asked, this.#verifier)
    const { installationId, confirmation } = readMachineActivationAnswer(answer, request.nonce)
    if (digestOf(installationId) !== digestOf(request.installationId))
      throw new Violation('R6.1', 'a machine is told the confirmation of another')
    this.#confirmed(installationId, confirmation)
  }

  #batchActivated(asked: Uint8Array, answer: Uint8Array): void {
    for (const item of readMachineBatchAnswer(answer, readMachineBatchRequest(asked)).items)
      if (item.kind === 'confirmed') this.#confirmed(item.installationId, item.confirmation)
  }

  #toldByTelephone(asked: Uint8Array, answer: Uint8Array): void {
    const read = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>
    const typed = installationIdFromDigits(read(asked).installationId ?? '')
    const digest = digestOf(typed)
    const record = this.#data.content.machines.find((candidate) => candidate.digest === digest)
    const installationId = record?.installationId ?? toHex(typed)
    this.#confirmedAs(installationId, digest, confirmationIdFromDigits(read(answer).confirmationId ?? ''))
  }

  #confirmed(installationId: Uint8Array, confirmation: Uint8Array): void {
    this.#confirmedAs(toHex(installationId), digestOf(installationId), confirmation)
  }

  #confirmedAs(installationId: string, digest: string, confirmation: Uint8Array): void {
    const record = this.#data.content.machines.find(
      (candidate) => candidate.installationId === installationId,
    )
    if (record === undefined)
      throw new Violation(
        'R6.1',
        `installation ${digest} is confirmed and not durable, or not as the first time`,
      )
    const name = `${record.keyHash} ${digest}`
    const first = this.#told.get(name)
    if (first !== undefined && !equalBytes(first, confirmation))
      throw new Violation('R6.1', `installation ${digest} is told another confirmation than before`)
    this.#told.set(name, confirmation)
  }
}

/** What was granted stays, in its order. */
function checkGrown(before: AuthorityContent, after: AuthorityContent): void {
  const isKept =
    before.machines.every((record, index) => after.machines[index] === record) &&
    before.activations.every((record, index) => after.activations[index] === record)
  if (!isKept) throw new Violation('R6.1', 'the authority has forgotten or changed what it granted')
}

function checkKey(key: IssuedKey, content: AuthorityContent): void {
  if (key.kind === 'mak') {
    const digests = ofKey(content.machines, key).map(({ digest }) => digest)
    if (new Set(digests).size < digests.length)
      throw new Violation('R6.1', 'one installation is counted twice')
    if (digests.length > key.limits.activationsMax)
      throw new Violation('R6.1', `${digests.length} activations of ${key.limits.activationsMax}`)
    return
  }
  const hosts = ofKey(content.activations, key).map(
    ({ hostDigest, hostPublicKey }) => hostDigest ?? hostPublicKey,
  )
  const most = Math.max(0, ...hosts.map((host) => hosts.filter((other) => other === host).length))
  const { hostsMax, activationsPerHostMax } = key.limits
  if (new Set(hosts).size > hostsMax || most > activationsPerHostMax)
    throw new Violation('R3.3', `${new Set(hosts).size} hosts, ${most} activations of one`)
}

function ofKey<Item extends { readonly keyHash: string }>(items: readonly Item[], key: IssuedKey) {
  return items.filter(({ keyHash }) => keyHash === key.keyHash)
}

function checkAudit({ audit, machines, activations }: AuthorityContent): void {
  const told = (action: string) => audit.filter((entry) => entry.action === action).length
  if (told('machine-activated') !== machines.length || told('host-activated') !== activations.length)
    throw new Violation('R6.1', 'an activation and its line in the audit log are not one')
}

function digestOf(installationId: Uint8Array): string {
  return toHex(decodeInstallationId(installationId).digest)
}
