/** Machines are found by what people type, in any order, page after page. */
import type { MachineRecord, MachineSearch } from '@muster/core/stores'
import { describe, expect, test } from 'vitest'
import { applicationOf, ask, cmidOf, dayMs, numberOf, pendingOf, startMs } from './samples.ts'
import { codeOfRejection, type StoreBench } from './store-bench.ts'

const names = ['PC-Lab-07', 'pc-lab-08', 'till_1', 'tilla1', 'server%20', 'büro-ä', 'x', 'pc-lab-09']

/** Declares the tests of the search. */
export function describeMachineSearch(bench: StoreBench): void {
  const find = async (search: Partial<MachineSearch> = {}) =>
    bench.store.searchMachines({ nowMs: startMs, limit: 100, order: 'firstSeen', ascending: true, ...search })
  const found = async (search: Partial<MachineSearch> = {}) => numbers((await find(search)).items)
  const fill = async () => {
    for (const [index, machineName] of names.entries())
      await ask(bench.store, pendingOf(index + 1, { machineName, nowMs: startMs + index }))
  }

  describe('search for machines', () => {
    test.each([
      ['lab-0', [1, 2, 8]],
      [' PC-LAB ', [1, 2, 8]],
      ['07', [1]],
      ['l_1', [3]],
      ['till', [3, 4]],
      ['r%2', [5]],
      ['büro', [6]],
      ['x', [7]],
      ['192.0.2.', [1, 2, 3, 4, 5, 6, 7, 8]],
      ['192.0.2.3', [3]],
      ['2.3', []],
      [cmidOf(4), [4]],
      [cmidOf(4).toUpperCase(), [4]],
      ['c0000000-0000', [1, 2, 3, 4, 5, 6, 7, 8]],
      ['nobody', []],
      ["' OR 1=1 --", []],
      ['\\', []],
    ])('%j is in a name, or begins an address or a CMID', async (text, expected) => {
      await fill()
      expect(await found({ text })).toEqual(expected)
    })

    test('each filter, and all of them at once', async () => {
      await fill()
      await ask(bench.store, pendingOf(11, { application: 2, product: 2, nowMs: startMs + 20 }))
      expect(await found({ licenceState: 1 })).toEqual([1, 8])
      expect(await found({ virtual: true })).toEqual([1, 3, 5, 7, 11])
      expect(await found({ virtual: false })).toEqual([2, 4, 6, 8])
      expect(await found({ applicationId: applicationOf(2) })).toEqual([11])
      expect(await found({ applicationId: applicationOf(3) })).toEqual([])
      const all = { text: 'lab', licenceState: 1, virtual: false, counted: true }
      expect(await found({ ...all, applicationId: applicationOf(1) })).toEqual([8])
    })

    test('R2.14 those that the count cache holds, and those that it holds no longer', async () => {
      for (let machine = 1; machine <= 12; machine++)
        await ask(bench.store, pendingOf(machine, { nowMs: startMs + machine }))
      const nowMs = startMs + 12
      expect(await found({ counted: false, nowMs })).toEqual([1, 2])
      expect(await found({ counted: true, nowMs })).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
      expect(await found({ counted: true, nowMs: startMs + 7 + 30 * dayMs })).toEqual([8, 9, 10, 11, 12])
    })

    test.each([
      ['lastSeen', [2, 3, 4, 5, 6, 7, 8, 1]],
      ['firstSeen', [1, 2, 3, 4, 5, 6, 7, 8]],
      ['machineName', [6, 1, 2, 8, 5, 3, 4, 7]],
      ['address', [1, 2, 3, 4, 5, 6, 7, 8]],
    ] as const)('in order of %s, up and down, whatever the size of a page', async (order, expected) => {
      await fill()
      await ask(bench.store, pendingOf(1, { machineName: 'PC-Lab-07', nowMs: startMs + 100 }))
      for (const limit of [1, 3, 100]) {
        expect(await allPages({ order, ascending: true, limit })).toEqual(expected)
        expect(await allPages({ order, ascending: false, limit })).toEqual(expected.toReversed())
        expect(await allPages({ order, ascending: true, limit, text: 'pc-lab' })).toEqual(
          expected.filter((machine) => [1, 2, 8].includes(machine)),
        )
      }
    })

    test('machines that share a value are each on one page', async () => {
      await fill()
      const states = { order: 'licenceState', limit: 2 } as const
      for (const ascending of [true, false]) {
        const machines = await allPages({ ...states, ascending })
        expect(machines.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
        expect(machines.map((machine) => machine % 7)).toEqual(
          machines
            .map((machine) => machine % 7)
            .toSorted((one, other) => (ascending ? 1 : -1) * (one - other)),
        )
      }
    })

    test('a machine is found by what it is now, and no longer by what it was', async () => {
      await ask(bench.store, pendingOf(1, { machineName: 'before' }))
      await ask(bench.store, pendingOf(1, { machineName: 'after', nowMs: startMs + 1 }))
      expect([await found({ text: 'before' }), await found({ text: 'after' })]).toEqual([[], [1]])
      await ask(bench.store, pendingOf(1, { bare: true, nowMs: startMs + 2 }))
      expect([await found({ text: 'after' }), await found({ text: '192.' })]).toEqual([[], [1]])
      await bench.store.applyRetention({ beforeMs: startMs + dayMs, eventsMax: 100, rowsMax: 100 })
      expect(await found({ text: '192.' })).toEqual([])
    })

    test.each([
      '',
      's',
      's!!',
      `s${Buffer.from('[]').toString('base64url')}`,
      `s${Buffer.from('["firstSeen",true,"1",1]').toString('base64url')}`,
      `s${Buffer.from('["firstSeen",false,1,1]').toString('base64url')}`,
      `s${Buffer.from('["lastSeen",true,1,1]').toString('base64url')}`,
      `s${Buffer.from('["firstSeen",true,1,"x"]').toString('base64url')}`,
      `m1_${cmidOf(1)}_${cmidOf(1)}`,
    ])('the cursor %j is refused', async (after) => {
      expect(await codeOfRejection(find({ after }))).toBe('cursor-invalid')
    })
  })

  async function allPages(search: Partial<MachineSearch>): Promise<readonly number[]> {
    const machines: MachineRecord[] = []
    let after: string | undefined
    do {
      const page = await find({ ...search, ...(after === undefined ? {} : { after }) })
      machines.push(...page.items)
      after = page.next
    } while (after !== undefined)
    return numbers(machines)
  }
}

function numbers(machines: readonly MachineRecord[]): readonly number[] {
  return machines.map(({ cmid }) => numberOf(cmid))
}
