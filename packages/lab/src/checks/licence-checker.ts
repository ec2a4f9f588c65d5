/**
 * No machine is licensed without a durable, verified answer with a count of at least the threshold, or longer than its
 * validity (R4.2, R4.8); whoever has a cached host asks it first (R4.7); a rearm gives another CMID (R4.6).
 */
import { toHex } from '@muster/core/bytes'
import { effectiveNowMs } from '@muster/core/licensing'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import { type Checker, Violation } from './checker.ts'
import type { HostLedgers } from './host-ledger.ts'

const msPerMinute = 60_000
const msPerDay = 86_400_000

/** Watches the machines of a world. */
export class LicenceChecker implements Checker {
  readonly #ledgers: HostLedgers
  readonly #machines: () => Iterable<SimulatedMachine>
  readonly #nowMs: () => number
  /** Machines that had a cached host when they were looked at last. */
  readonly #withCachedHost = new Map<SimulatedMachine, boolean>()
  #nextSweepMs = 0

  constructor(ledgers: HostLedgers, machines: () => Iterable<SimulatedMachine>, nowMs: () => number) {
    this.#ledgers = ledgers
    this.#machines = machines
    this.#nowMs = nowMs
  }

  machineChanged(machine: SimulatedMachine): void {
    checkLicence(machine, this.#ledgers)
    this.#checkCachedHost(machine)
  }

  /** Once a day all are looked at, since time alone changes licences. */
  afterEvent(): void {
    const nowMs = this.#nowMs()
    if (nowMs < this.#nextSweepMs) return
    this.#nextSweepMs = nowMs + msPerDay
    for (const machine of this.#machines()) checkLicence(machine, this.#ledgers)
  }

  dialled(machine: SimulatedMachine, endpoint: { readonly name: string; readonly port: number }): void {
    const { state, loaded } = machine
    const round = loaded?.round
    if (state === undefined || round?.kind !== 'asking' || round.failures.length > 0) return
    const { cachedHost, pinnedHost } = loaded?.stored ?? {}
    const isPinned = pinnedHost !== undefined || state.installation.pinnedHost !== undefined
    if (isPinned || !state.installation.hostCaching || cachedHost?.kind !== 'tcp') return
    if (cachedHost.name !== endpoint.name || cachedHost.port !== endpoint.port)
      throw new Violation('R4.7', `${machine.name} asks ${endpoint.name} before ${cachedHost.name}`)
  }

  #checkCachedHost(machine: SimulatedMachine): void {
    const { state, loaded, name } = machine
    const hasCached = state?.installation.hostCaching === true && loaded?.stored.cachedHost !== undefined
    const hadCached = this.#withCachedHost.get(machine) === true
    this.#withCachedHost.set(machine, hasCached)
    const { lastError } = loaded?.stored ?? {}
    const isNew = lastError !== undefined && lastError.atMs === machine.clock.nowMs()
    if (hadCached && hasCached && isNew && lastError.code === 'no-host')
      throw new Violation('R4.7', `${name} has a cached host and says that it knows none`)
  }
}

/** Throws {@link Violation} where a machine is licensed without reason; those with a confirmation are another's matter. */
export function checkLicence(machine: SimulatedMachine, ledgers: HostLedgers): void {
  if (machine.licenceState !== 1 || machine.loaded?.confirmation !== undefined) return
  const { state, loaded, name } = machine
  const lease = loaded?.lease
  if (state === undefined || lease === undefined) throw new Violation('R4.8', `${name} has no lease`)
  const durable = ledgers.lease(toHex(lease.leaseId))
  if (durable === undefined) throw new Violation('R4.8', `${name} has a lease that no host gave`)
  if (durable.cmid !== state.cmid) throw new Violation('R4.8', `${name} has the lease of another machine`)
  if (durable.count < machine.product.terms.policy.threshold)
    throw new Violation('R4.2', `${name} is licensed by a count of ${durable.count}`)
  const endMs = lease.hostTimeSeconds * 1_000 + machine.product.terms.policy.validityMinutes * msPerMinute
  if (effectiveNowMs(state, machine.clock.nowMs()) >= endMs)
    throw new Violation('R4.3', `${name} is licensed beyond its validity`)
}
