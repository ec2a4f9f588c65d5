/**
 * R6.1 under the hardest stop: whatever an authority confirmed before SIGKILL is in its store afterwards, once, and
 * asked for again it is the same confirmation.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type AuthorityProcess, contentOf, startAuthority } from './authority/authority-process.ts'
import { type Confirmed, MakMachine } from './authority/mak-machine.ts'

/** `MUSTER_KILLS=1000` kills more often; a confirmation is a slow signature, so a quarter of what a host suffers. */
const kills = Math.ceil(Number(process.env.MUSTER_KILLS ?? 50) / 4)
/** Far more than a life and the look at what it left take, so that only an authority that hangs is stopped by it. */
const timeoutMs = 60_000 + kills * 40_000
const machineCount = 40
/** Fewer than there are machines, so that the limit is met under load. */
const activationsMax = 30
/** It dies after so many answers: a different moment of its work each time. */
const answersBeforeKill = (kill: number) => 1 + ((kill * 7) % 23)

describe('an authority that is killed', () => {
  it(`R6.1 has every confirmed machine once, and never more than its limit, ${kills} times`, {
    timeout: timeoutMs,
  }, async () => {
    await using folder = await temporaryFolder()
    const dataFolder = join(folder.path, 'authority')
    const machines = Array.from({ length: machineCount }, () => new MakMachine())
    const first = new Map<string, Confirmed>()
    for (let kill = 0; kill < kills; kill++) {
      for (const told of await liveAndDie(dataFolder, machines, answersBeforeKill(kill))) {
        expect(told).toEqual(first.get(told.digest) ?? told)
        first.set(told.digest, told)
      }
      const { installations, activations, audited } = await contentOf(dataFolder)
      const lost = [...first.values()].filter(
        ({ digest, installationId }) => installations.get(digest) !== installationId,
      )
      expect(lost).toEqual([])
      expect(activations).toBe(installations.size)
      expect(activations).toBeLessThanOrEqual(activationsMax)
      expect(audited).toBe(activations)
    }
  })
})

/** One life: answers all machines at once and is killed in the middle of it. */
async function liveAndDie(
  folder: string,
  machines: readonly MakMachine[],
  answers: number,
): Promise<readonly Confirmed[]> {
  await using authority = await startAuthority(folder, activationsMax)
  const told: (Confirmed | string)[] = []
  let onEnough = () => {}
  const enough = new Promise<void>((resolve) => {
    onEnough = resolve
  })
  const hear = (answer: Confirmed | string) => {
    told.push(answer)
    if (told.length === answers) onEnough()
  }
  const asking = Promise.all(machines.map((machine) => keepAsking(machine, authority, hear)))
  await Promise.race([enough, asking])
  await authority.kill()
  await asking
  const refusals = new Set(told.filter((answer) => typeof answer === 'string'))
  expect([...refusals].filter((code) => code !== 'activations-exhausted')).toEqual([])
  return told.filter((answer) => typeof answer !== 'string')
}

async function keepAsking(
  machine: MakMachine,
  authority: AuthorityProcess,
  hear: (answer: Confirmed | string) => void,
): Promise<void> {
  try {
    for (;;) hear(await machine.ask(authority))
  } catch {
    // The authority is gone.
  }
}
