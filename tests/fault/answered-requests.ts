/** Machines that keep asking until their host is gone, and a ledger of every answer that arrived whole. */
import { dial, type Machine, type Told } from '../support/machine.ts'

/** One request that was answered. */
export interface Answered extends Told {
  readonly cmid: string
}

/** All answers of one life of a host. */
export class Ledger {
  readonly answered: Answered[] = []
  /** Resolves with the answer that makes them enough. */
  readonly hasEnough: Promise<void>
  readonly #enough: number
  #onEnough = () => {}

  constructor(enough: number) {
    this.#enough = enough
    this.hasEnough = new Promise((resolve) => {
      this.#onEnough = resolve
    })
  }

  add(cmid: string, told: Told): void {
    this.answered.push({ cmid, ...told })
    if (this.answered.length === this.#enough) this.#onEnough()
  }
}

/** Each machine asks over and over, on a connection of its own; resolves when every connection has broken. */
export async function askUntilGone(
  machines: readonly Machine[],
  port: number,
  ledger: Ledger,
): Promise<void> {
  await Promise.all(machines.map((machine) => keepAsking(machine, port, ledger)))
}

async function keepAsking(machine: Machine, port: number, ledger: Ledger): Promise<void> {
  const connection = await dial(port).catch(() => undefined)
  if (connection === undefined) return
  try {
    for (;;) ledger.add(machine.cmid, await machine.askOver(connection))
  } catch {
    connection.destroy()
  }
}
