/** Confirmation IDs for many machines: batch by batch, key by key, and over one connection. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { codeOf } from '@muster/core/errors'
import { encodeMachineBatchAnswer, machineBatchMax, readMachineBatchRequest } from '@muster/core/issuing'
import { setupKeyOf } from '@muster/core/keys'
import { keptConnection, nodeCryptography, systemRandom } from '@muster/node'
import { describe, expect, test } from 'vitest'
import {
  authorityOf,
  confirmationOf,
  exampleProductId,
  installationIdFor,
  newMak,
} from '../fleet.fixtures.ts'
import { type Acquisition, acquire, isSameInstallation } from './acquire.ts'
import type { ConfirmationSource } from './confirmation-source.ts'
import { httpAuthority } from './http-authority.ts'

const key = newMak()
const ids = (count: number, of = key) =>
  Array.from({ length: count }, (_, index) => installationIdFor(of, index))

async function all(
  installationIds: readonly Uint8Array[],
  keys: readonly string[],
  source: ConfirmationSource,
): Promise<readonly Acquisition[]> {
  const acquisitions: Acquisition[] = []
  for await (const batch of acquire(installationIds, keys, source, nodeCryptography))
    acquisitions.push(...batch)
  return acquisitions
}

describe('acquiring', () => {
  test('R6.5 asks for as many at once as the authority takes', async () => {
    const asked: (readonly Uint8Array[])[] = []
    await all(
      ids(machineBatchMax + 1),
      [key],
      authorityOf(() => false, asked),
    )
    expect(asked.map(({ length }) => length)).toEqual([machineBatchMax, 1])
  })

  test('R6.5 shows each key only with its own installation IDs', async () => {
    const [one, two, unknown] = [newMak(), newMak(), newMak()]
    const shown: string[] = []
    const source: ConfirmationSource = {
      confirm: (shownKey, installationIds) => {
        shown.push(`${shownKey} ${installationIds.length}`)
        return authorityOf(() => false).confirm(shownKey, installationIds)
      },
    }
    const mixed = [...ids(2, one), ...ids(3, two), ...ids(1, unknown)]
    const outcomes = await all(mixed, [two, one], source)
    expect(shown.sort()).toEqual([`${one} 2`, `${two} 3`].sort())
    expect(outcomes.filter(({ kind }) => kind === 'refused')).toMatchObject([
      { error: { code: 'fleet-key-needed' } },
    ])
  })

  test('R6.1 a confirmation of an earlier month is the same installation, another machine’s is not', async () => {
    const [asked = new Uint8Array()] = ids(1)
    const earlier = installationIdFor(key, 0, 80)
    expect(isSameInstallation(asked, earlier)).toBe(true)
    const answering = (installationId: Uint8Array): ConfirmationSource => ({
      confirm: async () => [
        { kind: 'confirmed', installationId, confirmation: confirmationOf(installationId) },
      ],
    })
    expect(await all([asked], [key], answering(earlier))).toMatchObject([
      { kind: 'confirmed', stored: { installationId: earlier } },
    ])
    expect(await all([asked], [key], answering(installationIdFor(key, 1)))).toMatchObject([
      { kind: 'refused', error: { code: 'authority-answer' } },
    ])
  })

  test('only multiple activation keys are shown to an authority', async () => {
    const { text } = setupKeyOf(exampleProductId, 7, nodeCryptography)
    await expect(
      all(
        ids(1),
        [text],
        authorityOf(() => false),
      ),
    ).rejects.toMatchObject({
      code: 'product-key-kind',
    })
  })
})

/** An authority over HTTP that counts the connections to it. */
async function startAuthority(status = 200) {
  let [connections, requests] = [0, 0]
  const server = createServer(async (request, response) => {
    requests++
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { nonce, installationIds } = readMachineBatchRequest(new Uint8Array(Buffer.concat(chunks)))
    const items = installationIds.map((installationId) => ({
      kind: 'confirmed' as const,
      installationId,
      confirmation: confirmationOf(installationId),
    }))
    const answer = encodeMachineBatchAnswer({ nonce, issuerCertificate: Uint8Array.of(1), items })
    response.writeHead(status).end(status === 200 ? answer : JSON.stringify({ code: 'key-blocked' }))
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    source: httpAuthority(`http://127.0.0.1:${port}`, keptConnection(), systemRandom),
    counts: () => ({ connections, requests }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('over HTTP', () => {
  test('R6.5 all confirmation IDs come over one connection', async () => {
    await using authority = await startAuthority()
    const outcomes = await all(ids(2 * machineBatchMax + 50), [key], authority.source)
    expect(outcomes.every(({ kind }) => kind === 'confirmed')).toBe(true)
    expect(authority.counts()).toEqual({ connections: 1, requests: 3 })
  })

  test('R6.6 a key that the authority refuses as a whole is the outcome of each of its machines', async () => {
    await using authority = await startAuthority(403)
    const outcomes = await all(ids(2), [key], authority.source)
    expect(outcomes.map((each) => each.kind === 'refused' && each.error.code)).toEqual([
      'key-blocked',
      'key-blocked',
    ])
  })

  test('an authority that is not there ends the whole', async () => {
    const gone = await startAuthority()
    await gone[Symbol.asyncDispose]()
    expect(await all(ids(1), [key], gone.source).catch(codeOf)).toBe('authority-unreachable')
  })
})
