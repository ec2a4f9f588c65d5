/** Which machines, and which of their products, an action is about. */
import { AppError } from '@muster/core/errors'
import type { LicenceState } from '@muster/core/licensing'
import type { FleetMachine, FleetProduct } from '../inventory/machine.ts'

/** What is asked for; everything that is stated must fit. */
export interface Selection {
  /** Names of machines; none means all. */
  readonly machines?: readonly string[]
  /** Pattern of names, where `*` stands for any characters and `?` for one. */
  readonly name?: string
  readonly state?: LicenceState
  readonly channel?: NonNullable<FleetProduct['channel']> | 'none'
  /** Id or name of a product. */
  readonly product?: string
  /** Only machines that the last try did not reach. */
  readonly failed?: boolean
}

/** A machine that fits, with the products that fit. */
export interface Selected {
  readonly machine: FleetMachine
  readonly products: readonly FleetProduct[]
}

/** The machines that fit. Throws `fleet-machine-unknown` for a name that is not there. */
export function select(machines: readonly FleetMachine[], selection: Selection): readonly Selected[] {
  const names = new Set(selection.machines?.map((name) => name.toLowerCase()))
  const known = new Set(machines.map(({ name }) => name.toLowerCase()))
  const unknown = selection.machines?.find((name) => !known.has(name.toLowerCase()))
  if (unknown !== undefined) throw new AppError('fleet-machine-unknown', unknown)
  const pattern = selection.name === undefined ? undefined : globPattern(selection.name)
  return machines
    .filter(({ name }) => names.size === 0 || names.has(name.toLowerCase()))
    .filter(({ name }) => pattern === undefined || pattern.test(name))
    .filter(({ lastTry }) => selection.failed !== true || lastTry?.code !== undefined)
    .map((machine) => ({ machine, products: machine.products.filter(fits(selection)) }))
    .filter(({ products }) => products.length > 0 || !asksForProducts(selection))
}

/** Whether only machines with a product that fits are meant. */
export function asksForProducts({ state, channel, product }: Selection): boolean {
  return state !== undefined || channel !== undefined || product !== undefined
}

function fits({ state, channel, product }: Selection): (each: FleetProduct) => boolean {
  const wanted = product?.toLowerCase()
  return (each) =>
    (state === undefined || each.licenceState === state) &&
    (channel === undefined || (each.channel ?? 'none') === channel) &&
    (wanted === undefined || [each.productId, each.product.toLowerCase()].includes(wanted))
}

function globPattern(text: string): RegExp {
  const source = text
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i')
}
