/** The judgement against worlds whose truth is known: machines that live normal lives, and machines that were copied. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCopy } from './is-copy.ts'
import { judgeDuplicates } from './judge-duplicates.ts'
import type { LineageRequest } from './lineage.ts'

type Step = 'ask' | 'lost' | 'rename' | 'move' | 'save' | 'restore'

/** A client's folder on some machine. */
class Folder {
  held: string | undefined
  saved: string | undefined
  name = 'machine'
  fingerprint: string | undefined

  constructor(from: Folder | undefined, fingerprint: string | undefined) {
    this.held = from?.held
    this.fingerprint = fingerprint
  }
}

/** A host that keeps what it answered, and a clock. */
class World {
  readonly history: LineageRequest[] = []
  /** Folder that sent each request. */
  readonly senders: Folder[] = []

  ask(folder: Folder, received: boolean): void {
    const leaseId = String(this.history.length)
    const { held, fingerprint, name } = folder
    this.history.push({
      timeMs: this.history.length,
      leaseId,
      address: '192.0.2.1',
      machineName: name,
      ...(held === undefined ? {} : { previousLeaseId: held }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    })
    this.senders.push(folder)
    if (received) folder.held = leaseId
  }

  live(folder: Folder, step: Step): void {
    switch (step) {
      case 'ask':
        this.ask(folder, true)
        return
      case 'lost':
        this.ask(folder, false)
        return
      case 'rename':
        folder.name = `${folder.name}'`
        return
      case 'move':
        // Right after a lost answer a move cannot be told from a copy.
        this.ask(folder, true)
        if (folder.fingerprint !== undefined) folder.fingerprint = `moved-${this.history.length}`
        return
      case 'save':
        folder.saved = folder.held
        return
      case 'restore':
        this.ask(folder, true)
        if (folder.saved !== undefined) folder.held = folder.saved
        return
    }
  }
}

const fingerprinted = fc.boolean()
const life = fc.array(fc.constantFrom<Step>('ask', 'lost', 'rename', 'move', 'save', 'restore'), {
  maxLength: 30,
})
const calmLife = fc.array(fc.constantFrom<Step>('ask', 'lost', 'rename'), { maxLength: 10 })

describe('R9.2 in random worlds', () => {
  test('a machine that lives alone is no duplicate, and never told to rearm', () => {
    fc.assert(
      fc.property(fingerprinted, life, (hasFingerprint, steps) => {
        const world = new World()
        const folder = new Folder(undefined, hasFingerprint ? 'original' : undefined)
        for (const step of steps) world.live(folder, step)
        expect(judgeDuplicates(world.history).isDuplicate).toBe(false)
        for (const [index, request] of world.history.entries())
          expect(isCopy(world.history.slice(0, index), request)).toBe(false)
      }),
    )
  })

  test('copies that all go on asking are found, each of them, and only copies are told', () => {
    fc.assert(
      fc.property(
        fingerprinted,
        calmLife,
        fc.integer({ min: 2, max: 5 }),
        fc.array(fc.nat({ max: 4 }), { maxLength: 20 }),
        (hasFingerprint, before, copies, order) => {
          const world = new World()
          const original = new Folder(undefined, hasFingerprint ? 'original' : undefined)
          for (const step of [...before, 'ask'] as const) world.live(original, step)
          const folders = [
            original,
            ...Array.from(
              { length: copies - 1 },
              (_, index) => new Folder(original, hasFingerprint ? `copy-${index}` : undefined),
            ),
          ]
          for (const folder of folders) world.ask(folder, true)
          for (const index of order) world.ask(folders[index % copies] ?? original, true)
          for (let round = 0; round < 2; round++) for (const folder of folders) world.ask(folder, true)
          const { machines } = judgeDuplicates(world.history)
          expect(machines).toHaveLength(copies)
          expect(machines[0]?.firstSeenMs).toBe(0)
          for (const [index, request] of world.history.entries()) {
            if (!isCopy(world.history.slice(0, index), request)) continue
            expect(world.senders[index]).not.toBe(original)
          }
          const lastRound = world.history.slice(-copies).map((request, index) => {
            const place = world.history.length - copies + index
            return isCopy(world.history.slice(0, place), request)
          })
          expect(lastRound).toEqual(folders.map((folder) => folder !== original))
        },
      ),
    )
  })
})
