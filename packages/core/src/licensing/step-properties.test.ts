import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  answering,
  dayMs,
  failing,
  keyDigest,
  productId,
  setupKey,
  VirtualClient,
} from './virtual-client.fixtures.ts'

const validityMs = 10 * dayMs

const action = fc.oneof(
  fc.record({ kind: fc.constant('answer' as const), count: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 20 * dayMs }) }),
  fc.record({ kind: fc.constant('set-back' as const), ms: fc.integer({ min: 0, max: 20 * dayMs }) }),
  fc.constantFrom(
    { kind: 'failure' as const },
    { kind: 'restart' as const },
    { kind: 'rearm' as const },
    { kind: 'generalize' as const },
    { kind: 'remove-key' as const },
    { kind: 'install-key' as const },
    { kind: 'revoke' as const },
  ),
)

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

async function act(client: VirtualClient, { kind, ...values }: Action): Promise<void> {
  switch (kind) {
    case 'answer':
      await client.activate(answering((values as { count: number }).count))
      return
    case 'wait':
      client.nowMs += (values as { ms: number }).ms
      return
    case 'set-back':
      client.nowMs -= (values as { ms: number }).ms
      return
    case 'failure':
      await client.activate(failing('connection-timeout'))
      return
    case 'restart':
      client.reload()
      client.start()
      return
    case 'rearm':
      client.do({ kind: 'rearm-requested' })
      return
    case 'generalize':
      client.do({ kind: 'generalize-requested', skipRearm: false })
      return
    case 'remove-key':
      client.do({ kind: 'key-removed', productId })
      return
    case 'install-key':
      client.do({ kind: 'key-installed', productId, key: setupKey, keyDigest })
      return
    case 'revoke':
      client.do({ kind: 'revocation-verified', productId })
      return
  }
}

test('R4.8 R4.9 whatever happens: licensed only by a verified lease with enough machines, never beyond the validity', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 15 }), async (actions) => {
      const client = await new VirtualClient().setUp({ validityMinutes: validityMs / 60_000 })
      let activatedAtMs = Number.NEGATIVE_INFINITY
      for (const next of actions) {
        await act(client, next)
        if (client.outcome?.kind === 'activated') activatedAtMs = Math.max(activatedAtMs, client.nowMs)
        client.outcome = undefined
        if (client.licenceState !== 1) continue
        expect(client.product.lease?.count).toBeGreaterThanOrEqual(25)
        expect(client.nowMs).toBeLessThan(activatedAtMs + validityMs)
      }
    }),
    { numRuns: 100 },
  )
})

test('R4.9 before the time of a verified answer the clock changes nothing, and no state outlasts its length', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { maxLength: 8 }),
      fc.integer({ min: 0, max: 400 * dayMs }),
      async (actions, backMs) => {
        const client = await new VirtualClient().setUp()
        for (const next of actions) await act(client, next)
        const { latestTrustedMs } = client.state.installation
        client.nowMs -= backMs
        const { state, untilMs = client.nowMs } = client.assessment
        const lengthMs = state === 1 ? 180 * dayMs : 30 * dayMs
        expect(untilMs - Math.max(client.nowMs, latestTrustedMs)).toBeLessThanOrEqual(lengthMs)
        if (client.nowMs >= latestTrustedMs) return
        const set = client.assessment
        client.nowMs = latestTrustedMs
        expect(set).toEqual(client.assessment)
      },
    ),
    { numRuns: 100 },
  )
})

test('R4.3 the next attempt is within 10 % of its interval', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (unit) => {
      const client = await new VirtualClient().setUp()
      client.unit = unit
      await client.activate(answering(25))
      const ms = (client.product.stored.nextAttemptMs ?? 0) - client.nowMs
      expect(ms).toBeGreaterThanOrEqual(6.3 * dayMs)
      expect(ms).toBeLessThanOrEqual(7.7 * dayMs)
    }),
    { numRuns: 30 },
  )
})
