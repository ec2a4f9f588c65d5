/**
 * People who see to machines with a multiple activation key: one reads digits out on the telephone and sometimes gets
 * one wrong, one goes round with the fleet tool. Machines that reach the authority see to themselves.
 */
import { toHex } from '@muster/core/bytes'
import { AppError, codeOf } from '@muster/core/errors'
import { confirmationIdToDigits, installationIdFromDigits } from '@muster/core/keys'
import { acquire, httpAuthority, type Post } from '@muster/fleet/confirming'
import { authorityUrl } from '../authority/simulated-authority.ts'
import { Violation } from '../checks/checker.ts'
import { Life } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import type { LabMak, LabProduct } from '../world/vendor.ts'
import type { World } from '../world/world.ts'
import type { SeedPlan } from './seed-plan.ts'

const dayMs = 86_400_000
const mistypedChance = 0.3
const proxyName = 'fleet tool'
const proxyAddress = '10.255.0.1'

/** How a machine comes to its confirmation. */
export type MakWay = 'online' | 'telephone' | 'proxy'

/** The world that they live in. */
export interface MakWorld {
  readonly world: World
  readonly plan: SeedPlan
  readonly product: LabProduct
  readonly mak: LabMak
}

/** The machines of a world that have the key, with what people know of them. */
export class MakPeople {
  readonly #seeded: MakWorld
  readonly #random: SeededRandom
  readonly #ways = new Map<SimulatedMachine, MakWay>()
  readonly #codes = new Map<SimulatedMachine, string>()

  constructor(seeded: MakWorld, random: SeededRandom) {
    this.#seeded = seeded
    this.#random = random
  }

  /** Lets the machines come, and people look after them every day. */
  begin(): void {
    const { world, plan, product } = this.#seeded
    for (let number = 1; number <= plan.mak.machines; number++) {
      const machine = world.addMachine({ name: `mak-${number}`, virtual: false, product })
      machine.diskConditions = plan.disk
      this.#ways.set(machine, this.#random.pick(['online', 'online', 'telephone', 'proxy'] as const))
      const arrivesMs = this.#random.between(0, 3 * dayMs)
      world.at(arrivesMs, `arrives ${machine.name}`, () => this.setUp(machine))
    }
    if (plan.mak.machines > 0) this.#lookAfterAll()
  }

  /** Starts a machine and installs the key; what its disk does not take is tried at the next visit. */
  async setUp(machine: SimulatedMachine): Promise<void> {
    const { mak } = this.#seeded
    try {
      await machine.start()
      await machine.installMak(mak.productKey, this.#wayOf(machine) === 'online' ? authorityUrl : undefined)
    } catch {
      // Its disk failed, or it was turned off.
    }
  }

  /** The code that a person was told last; undefined for a machine that asks by itself. */
  codeOf(machine: SimulatedMachine): string | undefined {
    return this.#codes.get(machine)
  }

  #lookAfterAll(): void {
    const { world } = this.#seeded
    world.at(this.#random.between(1, dayMs), 'people go round', async () => {
      this.#lookAfterAll()
      await this.visit()
    })
  }

  /** One round: whoever has the key and is not licensed is helped. */
  async visit(): Promise<void> {
    const waiting = [...this.#seeded.world.machines.values()].filter(isWaiting)
    for (const machine of waiting) {
      if (needsKeyAgain(machine)) await this.setUp(machine)
      if (this.#wayOf(machine) === 'telephone') await this.#try(machine, () => this.#phone(machine))
    }
    await this.#goRound(waiting.filter((machine) => this.#wayOf(machine) === 'proxy'))
  }

  /** A copy of a machine that asks by itself does so too. */
  #wayOf(machine: SimulatedMachine): MakWay {
    const isOnline = machine.state?.installation.authority !== undefined
    return isOnline ? 'online' : (this.#ways.get(machine) ?? 'telephone')
  }

  async #phone(machine: SimulatedMachine): Promise<void> {
    const { authority } = this.#seeded.world
    const { installationId = '' } = (await machine.folder?.installationId()) ?? {}
    if (this.#random.chance(mistypedChance))
      await demandRefusal('R6.3', authority.telephone(mistyped(installationId, this.#random)))
    const told = await authority.telephone(installationId)
    if (this.#random.chance(mistypedChance))
      await demandRefusal('R6.4', machine.folder?.confirm(mistyped(told, this.#random)))
    await machine.folder?.confirm(told)
  }

  /** The fleet tool: all installation IDs, all confirmations, and each to its machine (R6.5). */
  async #goRound(machines: readonly SimulatedMachine[]): Promise<void> {
    const { world, mak } = this.#seeded
    const byId = new Map<string, SimulatedMachine>()
    for (const machine of machines)
      await this.#try(machine, async () => {
        const shown = await machine.folder?.installationId()
        if (shown !== undefined) byId.set(toHex(installationIdFromDigits(shown.installationId)), machine)
      })
    const ids = [...byId.keys()].map((hex) =>
      Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
    )
    const source = httpAuthority(authorityUrl, this.#post(), this.#random)
    const { cryptography } = world.parts
    try {
      for await (const batch of acquire(ids, [mak.productKey], source, cryptography))
        for (const item of batch) {
          const machine = byId.get(toHex(item.asked))
          if (machine === undefined) continue
          if (item.kind === 'refused') this.#codes.set(machine, item.error.code)
          else
            await this.#try(machine, () =>
              machine.folder?.confirm(confirmationIdToDigits(item.stored.confirmation)),
            )
        }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }

  #post(): Post {
    const carry = this.#seeded.world.parts.web.carrierOf({
      name: proxyName,
      address: proxyAddress,
      life: new Life(),
    })
    return async (url, { contentType, body }) => {
      const headers = { 'content-type': contentType }
      const response = await carry(url, { method: 'POST', headers, body: body.slice() })
      return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) }
    }
  }

  async #try(machine: SimulatedMachine, work: () => Promise<unknown> | undefined): Promise<void> {
    try {
      await work()
      this.#codes.delete(machine)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#codes.set(machine, codeOf(error))
    }
  }
}

/** Has the key, and no confirmation yet. */
export function isWaiting({ loaded, isRunning, licenceState }: SimulatedMachine): boolean {
  return isRunning && loaded?.stored.key?.kind === 'mak' && licenceState !== 1
}

/** It was confirmed once, has forgotten the key since, and is another installation now. */
function needsKeyAgain({ loaded }: SimulatedMachine): boolean {
  return loaded?.stored.mak?.productKey === undefined
}

/** One digit is another one. */
function mistyped(digits: string, random: SeededRandom): string {
  const places = [...digits].flatMap((character, place) => (/[0-9]/.test(character) ? [place] : []))
  const place = random.pick(places)
  const wrong = (Number(digits[place]) + random.between(1, 9)) % 10
  return digits.slice(0, place) + wrong + digits.slice(place + 1)
}

/** Digits that were read or typed wrong are refused, whoever takes them. */
async function demandRefusal(rule: string, taken: Promise<unknown> | undefined): Promise<void> {
  const code = await Promise.resolve(taken).then(() => undefined, codeOf)
  if (code === undefined) throw new Violation(rule, 'a wrong digit was taken')
}
