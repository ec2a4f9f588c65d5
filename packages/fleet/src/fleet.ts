/** The fleet tool: an inventory of machines, and what can be done with many of them from one place. */
import { AppError } from '@muster/core/errors'
import { parseProductKey } from '@muster/core/keys'
import { type Exported, exportFile, type Imported, importFile } from './carrying/carry.ts'
import type { ExportLevel } from './carrying/fleet-file.ts'
import { type RangeSearch, searchRange } from './discovering/search-range.ts'
import type { KeptKey } from './inventory/inventory.ts'
import type { FleetMachine, MachineSource, NewMachine } from './inventory/machine.ts'
import { activating, installingKey, rearming, refreshing, settingHost } from './operations/actions.ts'
import { type Addition, addMachines, machinesOfDirectory } from './operations/add-machines.ts'
import type { MachineResult } from './operations/machine-result.ts'
import { activateByProxy, applying, collecting, proxyAction } from './operations/proxy.ts'
import { asksForProducts, type Selected, type Selection, select } from './operations/selection.ts'
import {
  remainingTargets,
  runTargetOf,
  type Target,
  type VisitOptions,
  visit,
  type Work,
} from './operations/visit.ts'
import type { ComputerDirectory, FleetPorts } from './ports.ts'

/** Which machines an action is for: those that fit, or those that its last run left. */
export type Choice =
  | { readonly kind: 'selection'; readonly selection: Selection }
  | { readonly kind: 'resume' }

/** One fleet. Methods on machines give one result for each; they throw only what is wrong before any is asked. */
export class Fleet {
  readonly #ports: FleetPorts

  constructor(ports: FleetPorts) {
    this.#ports = ports
  }

  /** Adds machines by name. Throws `fleet-machine-name`, `fleet-list`. */
  add(machines: readonly NewMachine[], source: MachineSource): Addition {
    return addMachines(machines, source, this.#ports)
  }

  /** Adds the addresses of a range that answer. Throws `fleet-range`. */
  async addRange(search: RangeSearch): Promise<Addition> {
    const addresses = await searchRange(search, this.#ports.dialer)
    return this.add(
      addresses.map((name) => ({ name })),
      'range',
    )
  }

  /** Adds the computers of a directory. */
  async addFromDirectory(directory: ComputerDirectory): Promise<Addition> {
    return this.add(await machinesOfDirectory(directory), 'directory')
  }

  /** Forgets machines; how many. Throws `fleet-machine-unknown`, `fleet-nothing-selected`. */
  remove(selection: Selection): number {
    const selected = this.#select(selection)
    this.#ports.inventory.removeMachines(selected.map(({ machine }) => machine.machineId))
    return selected.length
  }

  /** The machines that fit, with their products that fit. Throws `fleet-machine-unknown`. */
  list(selection: Selection): readonly Selected[] {
    return select(this.#ports.inventory.machines(), selection)
  }

  /** Reads what the machines say of themselves. */
  refresh(choice: Choice, options: VisitOptions): Promise<readonly MachineResult[]> {
    return this.#act('refresh', choice, 'machine', refreshing(this.#ports), options)
  }

  /** Installs a key. Throws the codes of a product key. */
  installKey(key: string, choice: Choice, options: VisitOptions): Promise<readonly MachineResult[]> {
    return this.#act('install-key', choice, 'asked', installingKey(key, this.#ports), options)
  }

  /** Activates, each product by what its key allows. */
  activate(
    authority: string | undefined,
    choice: Choice,
    options: VisitOptions,
  ): Promise<readonly MachineResult[]> {
    return this.#act('activate', choice, 'product', activating(authority, this.#ports), options)
  }

  /** Takes new identities. */
  rearm(choice: Choice, options: VisitOptions): Promise<readonly MachineResult[]> {
    return this.#act('rearm', choice, 'machine', rearming(this.#ports), options)
  }

  /** Sets the activation host. Throws `host-address-invalid`. */
  setHost(host: string, choice: Choice, options: VisitOptions): Promise<readonly MachineResult[]> {
    return this.#act('set-host', choice, 'asked', settingHost(host, this.#ports), options)
  }

  /** Collects installation IDs and keeps them. */
  collect(choice: Choice, options: VisitOptions): Promise<readonly MachineResult[]> {
    return this.#act('collect', choice, 'asked', collecting(this.#ports), options)
  }

  /** Installs the confirmations that are kept. */
  apply(choice: Choice, options: VisitOptions): Promise<readonly MachineResult[]> {
    return this.#act('apply', choice, 'asked', applying(this.#ports), options)
  }

  /**
   * Proxy activation: collects, acquires, applies. `productKeys` are shown to the authority beside the kept ones.
   * Throws the codes of a product key, `authority-unreachable`, `authority-answer`.
   */
  proxy(
    authority: string,
    productKeys: readonly string[],
    choice: Choice,
    options: VisitOptions,
  ): Promise<readonly MachineResult[]> {
    const source = this.#ports.authority(authority)
    const keys = [...this.#ports.inventory.keyTexts(), ...productKeys.map(makText)]
    const targets = this.#begin(proxyAction, choice, 'asked')
    return activateByProxy(targets, { source, productKeys: keys }, options, this.#ports)
  }

  /** A file for an isolated network. Throws `fleet-nothing-selected`, `fleet-machine-unknown`. */
  export(selection: Selection, level: ExportLevel): Exported {
    return exportFile(this.#select(selection), level, this.#ports)
  }

  /** Takes the confirmations of a file. Throws `fleet-file-damaged`, `fleet-file-foreign`, `fleet-file-empty`. */
  import(file: Uint8Array): Imported {
    return importFile(file, this.#ports)
  }

  /** Keeps a multiple activation key for proxies; its last group. Throws the codes of a product key. */
  keepKey(typed: string): string {
    const { text, partial, productGroup } = parseProductKey(makText(typed))
    const key = { text, partialProductKey: partial, productGroup }
    this.#ports.inventory.keepKey(key, this.#ports.clock.nowMs())
    return partial
  }

  /** The kept keys, by their last groups. */
  keys(): readonly KeptKey[] {
    return this.#ports.inventory.keptKeys()
  }

  /** Forgets a kept key. Throws `fleet-key-unused`. */
  removeKey(partialProductKey: string): void {
    if (!this.#ports.inventory.removeKey(partialProductKey.trim().toUpperCase()))
      throw new AppError('fleet-key-unused')
  }

  /** What the last run of an action has left. */
  remaining(action: string): number {
    return this.#ports.inventory.remaining(action).length
  }

  /** Closes the inventory. */
  close(): void {
    this.#ports.inventory.close()
  }

  #act(
    action: string,
    choice: Choice,
    about: About,
    work: Work,
    options: VisitOptions,
  ): Promise<readonly MachineResult[]> {
    return visit(action, this.#begin(action, choice, about), work, options, this.#ports)
  }

  #begin(action: string, choice: Choice, about: About): readonly Target[] {
    if (choice.kind === 'resume') return remainingTargets(action, this.#ports)
    const { selection } = choice
    const isProduct = about === 'product' || (about === 'asked' && asksForProducts(selection))
    const targets = this.#select(selection).flatMap(({ machine, products }) =>
      isProduct && products.length > 0 ? products.map((each) => targetOf(machine, each)) : targetOf(machine),
    )
    this.#ports.inventory.beginRun(action, targets.map(runTargetOf))
    return targets
  }

  #select(selection: Selection): readonly Selected[] {
    const selected = this.list(selection)
    if (selected.length === 0) throw new AppError('fleet-nothing-selected')
    return selected
  }
}

/** The whole machine, each of its products that fit, or the products only where the filters are about products. */
type About = 'machine' | 'product' | 'asked'

function targetOf(machine: FleetMachine, product?: { readonly productId: string }): Target {
  return { machine, productId: product?.productId ?? '' }
}

/** The canonical text of a multiple activation key. Throws the codes of a product key, `product-key-kind`. */
function makText(typed: string): string {
  const { kind, text } = parseProductKey(typed)
  if (kind !== 'mak') throw new AppError('product-key-kind', 'It is no multiple activation key.')
  return text
}
