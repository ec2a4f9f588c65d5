/** Members of a domain in virtual time: whatever fails, nothing but an object that was seen in time, or a host, licenses. */
import { describe, expect, test } from 'vitest'
import { simulatedCryptography } from '../cryptography/simulated-cryptography.ts'
import { SeededRandom } from '../time/seeded-random.ts'
import { World } from '../world/world.ts'
import { MemberMachine } from './member-machine.ts'
import { SimulatedDirectory } from './simulated-directory.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const forestId = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'
const domain = 'corp.lab'
const memberCount = 3
const daysInWorld = 100
const thresholdFew = 3
/** More than there are members: a host alone activates none. */
const thresholdMany = 20
const validityMs = 180 * dayMs
const clockErrorMsMax = 2 * dayMs

interface Premises {
  readonly world: World
  readonly random: SeededRandom
  readonly directory: SimulatedDirectory
  readonly members: readonly MemberMachine[]
  readonly publish: () => Promise<void>
}

async function premises(seed: string, threshold: number, hasHost = true): Promise<Premises> {
  const world = await World.create({ seed, cryptography: simulatedCryptography, checkers: () => [] })
  const { vendor, time } = world.parts
  const product = await vendor.product({ name: 'Writer', family: 'custom', threshold, policy: {} })
  if (hasHost) await world.addHost('host.lab', [product])
  const random = new SeededRandom(`members ${seed}`)
  const directory = new SimulatedDirectory({ domain, forestId, time, random: random.fork('directory') })
  const members = Array.from({ length: memberCount }, (_, index) => {
    const setup = { name: `member-${index + 1}`, address: `10.0.1.${index + 1}`, product, directory }
    return new MemberMachine(setup, world.parts)
  })
  const keyReference = product.hostKey.slice(-5)
  const publish = async () => {
    const { objectId, document } = await vendor.folder.createObject({
      keyReference,
      forestId,
      forestName: domain,
    })
    directory.publish(objectId, document)
  }
  for (const member of members) {
    await member.restart()
    await member.install()
  }
  return { world, random, directory, members, publish }
}

/** What a product stands on must have been there, and not for too long. */
function check({ world, directory, members }: Premises): void {
  for (const member of members) {
    const { loaded } = member
    if (member.licenceState !== 1 || loaded?.directoryObject === undefined) continue
    const seenMs = directory.lastGivenMs(member.name) ?? Number.NEGATIVE_INFINITY
    expect(world.nowMs - seenMs, member.name).toBeLessThanOrEqual(validityMs + 2 * clockErrorMsMax)
    expect(loaded.lease, member.name).toBeUndefined()
    expect(loaded.directoryObject.object.expiresSeconds * 1_000).toBeGreaterThan(member.clock.nowMs())
  }
}

/** One disturbance, drawn. */
function disturb({ world, random, directory, members, publish }: Premises): void {
  const member = random.pick(members)
  const disturbances: readonly (() => unknown)[] = [
    () => {
      directory.isUp = false
      world.at(random.between(1, 30) * dayMs, 'directory up', () => {
        directory.isUp = true
      })
    },
    () => member.restart(),
    async () => {
      member.domain = random.pick([undefined, 'other.lab', domain])
      await member.restart()
      expect(member.loaded?.directoryObject === undefined || member.domain === domain).toBe(true)
    },
    () => member.clock.jump(random.between(-clockErrorMsMax, clockErrorMsMax)),
    () => member.clock.set(),
    () => directory.clear(),
    () => publish().catch(() => undefined),
  ]
  world.at(0, 'disturbance', random.pick(disturbances))
}

async function live(seed: number): Promise<string> {
  const all = await premises(String(seed), seed % 2 === 0 ? thresholdFew : thresholdMany)
  await all.publish()
  for (let day = 0; day < daysInWorld; day++) {
    if (all.random.chance(0.3)) disturb(all)
    await all.world.run(dayMs)
    check(all)
  }
  return all.world.parts.trace.hash
}

describe('members of a domain in virtual time', () => {
  test('R8.1 are all activated within a minute, with no host to count them, and stay so for a year', async () => {
    const { world, members, publish } = await premises('calm', thresholdMany, false)
    await publish()
    for (const member of members) await member.restart()
    await world.run(60_000)
    expect(members.map(({ licenceState }) => licenceState)).toEqual(members.map(() => 1))
    await world.run(365 * dayMs)
    expect(members.map(({ licenceState }) => licenceState)).toEqual(members.map(() => 1))
    expect(members.every(({ loaded }) => loaded?.directoryObject !== undefined)).toBe(true)
    world.finish()
  })

  test('R4.1 are served by their host while the directory is away, and by the directory when it is back', async () => {
    const { world, directory, members, publish } = await premises('away', thresholdFew)
    await publish()
    directory.isUp = false
    for (const member of members) await member.restart()
    await world.run(dayMs)
    expect(members.every(({ loaded }) => loaded?.lease !== undefined)).toBe(true)
    expect(members.map(({ licenceState }) => licenceState)).toEqual(members.map(() => 1))
    directory.isUp = true
    await world.run(8 * dayMs)
    expect(members.every(({ loaded }) => loaded?.directoryObject !== undefined)).toBe(true)
    world.finish()
  })

  test('R8.1 outlive the directory by 180 days from their last look, and not longer', async () => {
    const { world, directory, members, publish } = await premises('gone', thresholdMany, false)
    await publish()
    for (const member of members) await member.restart()
    await world.run(hourMs)
    directory.isUp = false
    await world.run(validityMs - 2 * hourMs)
    expect(members.map(({ licenceState }) => licenceState)).toEqual(members.map(() => 1))
    await world.run(2 * hourMs)
    expect(members.map(({ licenceState }) => licenceState)).toEqual(members.map(() => 3))
    world.finish()
  })

  test.each([1, 2])('R8.2 R8.3 hold in world %i, whatever fails, and the same twice', async (seed) => {
    expect(await live(seed)).toBe(await live(seed))
  })
})
