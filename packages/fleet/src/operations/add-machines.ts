/** Adding machines by name, from a list, from what an activation host has seen, or from a directory. */
import { AppError } from '@muster/core/errors'
import * as v from 'valibot'
import type { MachineSource, NewMachine } from '../inventory/machine.ts'
import type { ComputerDirectory, FleetPorts } from '../ports.ts'

/** Machines that an inventory takes at once. */
export const machinesMax = 100_000
const nameCharactersMax = 253
/** A name, an address or an alias of ssh's configuration; it never looks like an option of ssh. */
const machineName = /^[\p{L}\p{N}_:][\p{L}\p{N}_.:%@-]*$/u

/** What was added, and how many were there before. */
export interface Addition {
  readonly added: readonly string[]
  readonly known: number
}

type AddPorts = Pick<FleetPorts, 'inventory' | 'clock'>

/** Adds machines. Throws `fleet-machine-name`, `fleet-list` for too many. */
export function addMachines(
  machines: readonly NewMachine[],
  source: MachineSource,
  { inventory, clock }: AddPorts,
): Addition {
  checkMachines(machines)
  const distinct = new Map(machines.map((machine) => [machine.name.toLowerCase(), machine]))
  if (distinct.size + inventory.machines().length > machinesMax)
    throw new AppError('fleet-list', `An inventory holds at most ${machinesMax} machines.`)
  const present = new Set(inventory.machines().map(({ name }) => name.toLowerCase()))
  const fresh = [...distinct].filter(([key]) => !present.has(key)).map(([, machine]) => machine)
  return { added: inventory.addMachines(fresh, source, clock.nowMs()), known: distinct.size - fresh.length }
}

/** Throws `fleet-machine-name` for the first that is not a name or address. */
export function checkMachines(machines: readonly NewMachine[]): void {
  for (const { name, address = name } of machines) {
    const wrong = [name, address].find((text) => !isMachineName(text))
    if (wrong !== undefined) throw new AppError('fleet-machine-name', wrong.slice(0, nameCharactersMax))
  }
}

/** The names in a list: one a line, or with commas; what follows `#` is a remark. */
export function namesInList(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, ''))
    .flatMap((line) => line.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

const hostInventory = v.array(
  v.object({ machineName: v.nullish(v.string(), ''), address: v.nullish(v.string(), '') }),
)

/** The machines in what `muster host clients --json` printed. Throws `fleet-list`. */
export function machinesOfHost(text: string, byAddress: boolean): readonly NewMachine[] {
  const read = v.safeParse(hostInventory, parsed(text))
  if (!read.success) throw new AppError('fleet-list', 'It is not what "muster host clients --json" prints.')
  return read.output.flatMap(({ machineName: name, address }) => {
    // A machine may leave its name out of requests; then its address is all that is known.
    if (!isMachineName(name)) return isMachineName(address) ? [{ name: address }] : []
    return byAddress && isMachineName(address) ? [{ name, address }] : [{ name }]
  })
}

/** The machines of a directory. */
export async function machinesOfDirectory(directory: ComputerDirectory): Promise<readonly NewMachine[]> {
  const machines: NewMachine[] = []
  for await (const name of directory.computers()) {
    if (machines.push({ name }) > machinesMax)
      throw new AppError('fleet-list', `More than ${machinesMax} computers.`)
  }
  return machines
}

function isMachineName(text: string): boolean {
  return text.length <= nameCharactersMax && machineName.test(text)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
