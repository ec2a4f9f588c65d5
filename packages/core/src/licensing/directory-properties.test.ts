import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import {
  activationObjectBytes,
  daySeconds,
  sampleForestId,
  sampleKeys,
  sampleNowSeconds,
} from '../documents/chain.fixtures.ts'
import { answering, dayMs, failing, productId, VirtualClient } from './virtual-client.fixtures.ts'

const domain = 'corp.example'
const validityMs = 10 * dayMs
const expiryDays = 25

const action = fc.oneof(
  fc.constantFrom(
    { kind: 'ask' as const },
    { kind: 'ask' as const },
    { kind: 'restart' as const },
    { kind: 'rearm' as const },
  ),
  fc.record({ kind: fc.constant('host' as const), count: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 12 * dayMs }) }),
  fc.record({ kind: fc.constant('set-back' as const), ms: fc.integer({ min: 0, max: 12 * dayMs }) }),
  fc.record({
    kind: fc.constant('domain' as const),
    domain: fc.constantFrom(domain, 'other.example', undefined),
  }),
  fc.record({
    kind: fc.constant('directory' as const),
    holds: fc.constantFrom('lasting', 'ending', 'foreign', 'nothing', 'silent'),
  }),
)

let objects: Readonly<Record<string, readonly Uint8Array[]>>

beforeAll(async () => {
  const expiresSeconds = sampleNowSeconds + expiryDays * daySeconds
  objects = {
    lasting: [await activationObjectBytes()],
    ending: [await activationObjectBytes({ expiresSeconds })],
    foreign: [await activationObjectBytes({}, sampleKeys.otherIssuer)],
    nothing: [],
  }
})

/** A client whose directory holds what was put there last. */
class Member extends VirtualClient {
  holds = 'lasting'
  override directory = () => {
    const documents = objects[this.holds]
    if (documents === undefined) return { kind: 'failed', code: 'directory-timeout' } as const
    const entries = documents.map((document) => ({ dn: 'CN=object', name: 'object', document }))
    return {
      kind: 'read' as const,
      reading: { forestId: sampleForestId, forestName: domain, server: 'dc:636', objects: entries },
    }
  }
}

async function act(
  client: Member,
  next: typeof action extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  switch (next.kind) {
    case 'ask':
      await client.activate(failing('connection-timeout'))
      return
    case 'host':
      await client.activate(answering(next.count))
      return
    case 'restart':
      client.reload()
      client.start()
      return
    case 'rearm':
      client.do({ kind: 'rearm-requested' })
      return
    case 'wait':
      client.nowMs += next.ms
      return
    case 'set-back':
      client.nowMs -= next.ms
      return
    case 'domain':
      client.domain = next.domain
      return
    case 'directory':
      client.holds = next.holds
  }
}

test('R4.8 R8.2 R8.3 whatever happens: licensed only by a lease or by an object that was seen in the present domain, never beyond either', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 16 }), async (actions) => {
      const client = new Member()
      client.domain = domain
      await client.setUp({ validityMinutes: validityMs / 60_000 })
      let activatedAtMs = Number.NEGATIVE_INFINITY
      for (const next of actions) {
        await act(client, next)
        const { outcome } = client
        if (outcome?.kind === 'activated' || outcome?.kind === 'activated-by-directory')
          activatedAtMs = Math.max(activatedAtMs, client.nowMs, client.state.installation.latestTrustedMs)
        client.outcome = undefined
        if (client.licenceState !== 1) continue
        const { lease, directoryObject, stored } = client.product
        expect([lease, directoryObject].filter((proof) => proof !== undefined)).toHaveLength(1)
        expect(client.nowMs).toBeLessThan(activatedAtMs + validityMs)
        if (directoryObject === undefined) continue
        expect(directoryObject.object.expiresSeconds * 1_000).toBeGreaterThan(client.nowMs)
        if (next.kind === 'restart') expect(stored.directory?.domain).toBe(client.domain)
      }
      expect(client.state.products.has(productId)).toBe(true)
    }),
    { numRuns: 200 },
  )
})
