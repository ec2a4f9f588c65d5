/**
 * A machine that asks at the very moment at which an entry of the count cache ends, or a millisecond beside it: what
 * chance alone would not do in a thousand years.
 */
import type { ApplicationCount, CountEntry } from '@muster/core/counting'
import { signRequest } from '@muster/core/wire'
import type { SimulatedHost } from '../world/simulated-host.ts'
import type { SeedWorld } from './seed-world.ts'

const probeAddress = '198.51.100.1'

/** Asks at the end of the entry that ends next among those that nobody renews any more. */
export function probeBoundary(seeded: SeedWorld): void {
  const { world, random } = seeded
  const host = random.pick([...world.hosts.values()])
  const count = countOf(host)
  const ghost = count === undefined ? undefined : nextGhost(seeded, host, count)
  if (ghost === undefined) {
    if (count === undefined || 2 * count.entries.size < count.capacity) void probe(seeded, host)
    return
  }
  const delayMs = ghost.expiresAtMs - host.clock.nowMs() + random.pick([-1, 0, 0, 0, 1])
  if (delayMs > 0) world.at(delayMs, 'probes an end', () => probe(seeded, host))
}

/** An entry whose machine has left or has another CMID by now: its end comes for certain. */
function nextGhost(
  { world }: SeedWorld,
  host: SimulatedHost,
  { entries }: ApplicationCount,
): CountEntry | undefined {
  const living = new Set([...world.machines.values()].map(({ cmid }) => cmid))
  const nowMs = host.clock.nowMs()
  return [...entries.values()]
    .filter(({ cmid, expiresAtMs }) => !living.has(cmid) && expiresAtMs > nowMs)
    .sort((left, right) => left.expiresAtMs - right.expiresAtMs)[0]
}

function countOf(host: SimulatedHost): ApplicationCount | undefined {
  const [count] = host.data.counted.counts.values()
  return count
}

/** In a cache that is full, the entry that ends is the one that would be evicted: nothing is to be seen there. */
async function probe({ world, random, product }: SeedWorld, host: SimulatedHost): Promise<void> {
  const { service } = host
  const count = countOf(host)
  if (service === undefined || (count !== undefined && count.entries.size >= count.capacity)) return
  const { cryptography } = world.parts
  const own = cryptography.signer(random.bytes(32))
  const { applicationId, productId, policy } = product.terms
  const request = {
    applicationId,
    productId,
    clientPublicKey: own.publicKey,
    clientTimeSeconds: Math.floor(host.clock.nowMs() / 1_000),
    licenceState: 2,
    minutesToStateExpiry: 0,
    minimumCount: policy.threshold,
    virtual: false,
    nonce: random.bytes(8),
  }
  await service.handlePacket(await signRequest(request, own), probeAddress)
}
