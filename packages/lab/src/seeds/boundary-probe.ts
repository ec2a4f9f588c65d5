/**
 * A machine that asks at the very moment at which an entry of the count cache ends, or a millisecond beside it: what
 * chance alone would not do in a thousand years.
 */
import { signRequest } from '@muster/core/wire'
import type { SimulatedHost } from '../world/simulated-host.ts'
import type { SeedWorld } from './seed-world.ts'

const probeAddress = '198.51.100.1'

/** Asks now, and where an entry is to end, at its end too. */
export function probeBoundary(seeded: SeedWorld): void {
  const { world, random } = seeded
  const host = random.pick([...world.hosts.values()])
  void probe(seeded, host)
  const entries = [...host.data.counted.counts.values()].flatMap(({ entries }) => [...entries.values()])
  const hostMs = host.clock.nowMs()
  for (const entry of entries) {
    const delayMs = entry.expiresAtMs - hostMs + random.pick([-1, 0, 0, 0, 1])
    if (delayMs > 0 && random.chance(0.5)) world.at(delayMs, 'probes an end', () => probe(seeded, host))
  }
}

async function probe({ world, random, product }: SeedWorld, host: SimulatedHost): Promise<void> {
  const { service } = host
  if (service === undefined) return
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
