/** Events are complete: each request of a machine has its 12288, each answer its 12289 after it (rules, events). */
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import { type Checker, Violation } from './checker.ts'

interface Tally {
  dialled: number
  sent: number
  processed: number
}

/** Counts what machines do and what they write. */
export class EventChecker implements Checker {
  readonly #tallies = new Map<SimulatedMachine, Tally>()

  dialled(machine: SimulatedMachine): void {
    this.#tallyOf(machine).dialled += 1
  }

  wroteEvents(machine: SimulatedMachine, lines: readonly string[]): void {
    const tally = this.#tallyOf(machine)
    for (const line of lines) {
      if (line.startsWith('{"id":12288,')) tally.sent += 1
      if (line.startsWith('{"id":12289,')) tally.processed += 1
      if (tally.processed > tally.sent)
        throw new Violation('12289', `${machine.name} processed an answer to no request`)
    }
    if (tally.sent > tally.dialled) throw new Violation('12288', `${machine.name} did not ask and says so`)
  }

  /** What was on its way when an agent ended, or when its disk took nothing, may lack its event, and no other. */
  atEnd(): void {
    for (const [machine, { dialled, sent }] of this.#tallies) {
      const onTheirWay = machine.stepsLost + 1
      if (dialled - sent > onTheirWay)
        throw new Violation('12288', `${machine.name} asked ${dialled} times and wrote ${sent} events`)
    }
  }

  #tallyOf(machine: SimulatedMachine): Tally {
    const tally = this.#tallies.get(machine) ?? { dialled: 0, sent: 0, processed: 0 }
    this.#tallies.set(machine, tally)
    return tally
  }
}
