/** Which machines and products fit. */
import { codeOf } from '@muster/core/errors'
import { expect, test } from 'vitest'
import { exampleProduct } from '../fleet.fixtures.ts'
import type { FleetMachine, FleetProduct } from '../inventory/machine.ts'
import { type Selection, select } from './selection.ts'

const product = (productId: string, changes: Partial<FleetProduct> = {}) =>
  exampleProduct({ productId, product: `Product ${productId}`, ...changes })
const machine = (
  name: string,
  products: readonly FleetProduct[],
  changes: Partial<FleetMachine> = {},
): FleetMachine => ({
  machineId: 1,
  name,
  source: 'added',
  addedAtMs: 0,
  products,
  ...changes,
})
const machines = [
  machine('lab-1', [product('a', { licenceState: 1, channel: 'mak' }), product('b')]),
  machine('lab-2', [product('a', { licenceState: 1, channel: 'host' })]),
  machine('desk.1', [], { lastTry: { atMs: 1, code: 'fleet-timeout' } }),
]
const found = (selection: Selection) =>
  select(machines, selection).map(({ machine, products }) =>
    [machine.name, ...products.map(({ productId }) => productId)].join(' '),
  )

test.each<[Selection, readonly string[]]>([
  [{}, ['lab-1 a b', 'lab-2 a', 'desk.1']],
  [{ machines: ['LAB-2', 'desk.1'] }, ['lab-2 a', 'desk.1']],
  [{ name: 'lab-*' }, ['lab-1 a b', 'lab-2 a']],
  [{ name: 'lab-?' }, ['lab-1 a b', 'lab-2 a']],
  [{ name: 'desk_1' }, []],
  [{ name: 'DESK.1' }, ['desk.1']],
  [{ state: 1 }, ['lab-1 a', 'lab-2 a']],
  [{ channel: 'mak' }, ['lab-1 a']],
  [{ channel: 'none' }, ['lab-1 b']],
  [{ product: 'product B' }, ['lab-1 b']],
  [{ product: 'a', state: 2 }, []],
  [{ failed: true }, ['desk.1']],
])('%j finds %j', (selection, expected) => {
  expect(found(selection)).toEqual(expected)
})

test('a machine that is not there is named', () => {
  try {
    found({ machines: ['lab-1', 'lab-9'] })
    expect.unreachable()
  } catch (error) {
    expect([codeOf(error), String(error)]).toEqual([
      'fleet-machine-unknown',
      expect.stringContaining('lab-9'),
    ])
  }
})
