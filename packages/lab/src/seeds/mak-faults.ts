/** What can befall the vendor's authority, its key, and the machines that have it. */
import { AppError } from '@muster/core/errors'
import { spell } from './faults.ts'
import type { SeedWorld } from './seed-world.ts'

const raiseMax = 3

type Fault = (seeded: SeedWorld) => unknown

const faults: readonly Fault[] = [
  crash,
  crash,
  crash,
  raise,
  block,
  changeToMak,
  changeToMak,
  askByHand,
  askByHand,
]

/** Lets one thing go wrong, or happen. */
export function strikeAuthority(seeded: SeedWorld): void {
  const done = seeded.random.pick(faults)(seeded)
  Promise.resolve(done).catch((error: unknown) => {
    if (!(error instanceof AppError)) seeded.world.fail(error)
  })
}

function crash({ world, random }: SeedWorld): void {
  world.authority.crash()
  world.at(spell(random), 'authority is back', () => world.authority.start())
}

/** The vendor makes an exception. */
function raise({ world, random, mak }: SeedWorld): Promise<unknown> {
  const { folder, data } = world.parts.vendor
  const key = [...data.content.keys.values()].find(({ keyHash }) => keyHash.startsWith(mak.keyId))
  const present = key?.kind === 'mak' ? key.limits.activationsMax : 0
  return folder.raiseKey(mak.keyId, { activationsMax: present + random.between(1, raiseMax), reason: 'lab' })
}

/** Seldom: afterwards nobody is confirmed any more. */
async function block({ world, random, mak }: SeedWorld): Promise<void> {
  if (random.chance(0.1)) await world.parts.vendor.folder.blockKey(mak.keyId, 'lab')
}

/** A machine of any kind is given the key (R6.6). */
function changeToMak({ world, random, people }: SeedWorld): Promise<void> | undefined {
  const running = [...world.machines.values()].filter((machine) => machine.isRunning)
  return running.length === 0 ? undefined : people.setUp(random.pick(running))
}

/** A person asks while the machine may be asking, or clicks twice. */
async function askByHand({ world, random }: SeedWorld): Promise<void> {
  const running = [...world.machines.values()].filter(({ loaded }) => loaded?.stored.key?.kind === 'mak')
  if (running.length === 0) return
  const { folder } = random.pick(running)
  await Promise.all([folder?.activate(), folder?.activate()])
}
