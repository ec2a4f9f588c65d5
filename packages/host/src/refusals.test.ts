import { eventIds } from '@muster/core/events'
import { encodeFrame } from '@muster/core/wire'
import { describe, expect, test } from 'vitest'
import { TestHost } from './host.fixtures.ts'
import { ask, RawConnection, TestMachine } from './machine.fixtures.ts'
import { signerOf, TestVendor } from './vendor.fixtures.ts'

const fourHoursSeconds = 4 * 60 * 60

describe('refusals', () => {
  test('R2.6 a product that no host key covers is refused, recorded and counted as failed; the count stays', async () => {
    await using host = await TestHost.start()
    expect(await host.count(host.vendor.client)).toBe(1)
    const foreign = new TestVendor(3).client
    expect(await host.ask(foreign)).toEqual({ kind: 'refusal', code: 'product-not-served', isSigned: true })
    const { counters, applications } = await host.host.status()
    expect(counters).toMatchObject({ total: 2, failed: 1 })
    expect(applications[0]?.currentCount).toBe(1)
    expect(await newestEventCode(host)).toBe('product-not-served')
  })

  test('R2.6 a product of the catalogue whose group is not certified is refused', async () => {
    await using host = await TestHost.start({
      installations: async (hostKey, nowSeconds) => {
        const vendor = new TestVendor()
        return [await vendor.installation(hostKey.publicKey, nowSeconds, { productGroups: [4_711] })]
      },
    })
    expect(await host.ask(host.vendor.client)).toMatchObject({ code: 'product-not-served' })
  })

  test('R2.6 a product under the application of another is refused', async () => {
    await using host = await TestHost.start()
    const { client, other } = host.vendor
    const reply = await host.ask(client, new TestMachine(), { applicationId: other.applicationId })
    expect(reply).toMatchObject({ code: 'product-not-served' })
  })

  test.each([
    ['behind', -1],
    ['ahead', 1],
  ])('R2.7 a clock that is more than 4 hours %s is refused, at 4 hours it passes', async (_name, sign) => {
    await using host = await TestHost.start()
    const clientTimeAt = (seconds: number) => ({
      clientTimeSeconds: Math.floor(host.nowMs / 1_000) + sign * seconds,
    })
    // A few seconds of room on the side that the passing of time would push over the boundary.
    const inside = await host.ask(host.vendor.client, new TestMachine(), clientTimeAt(fourHoursSeconds - 5))
    expect(inside.kind).toBe('answer')
    const outside = await host.ask(host.vendor.client, new TestMachine(), clientTimeAt(fourHoursSeconds + 5))
    expect(outside).toMatchObject({ kind: 'refusal', code: 'clock-difference' })
    expect((await host.host.status()).counters).toMatchObject({ total: 2, failed: 1 })
    expect(await newestEventCode(host)).toBe('clock-difference')
  })

  test('R2.12 a host without an activation refuses, unsigned, and says so in its log and status', async () => {
    await using host = await TestHost.start({ installations: async () => [] })
    expect(await host.ask(host.vendor.client)).toEqual({
      kind: 'refusal',
      code: 'host-not-activated',
      isSigned: false,
    })
    expect(await host.host.status()).toMatchObject({ activated: false, certificateExpires: null })
    expect(host.linesOf('host-not-activated')).toHaveLength(1)
    expect(host.linesOf('request-refused', 'host-not-activated')).toHaveLength(1)
  })

  test('R2.12 a host refuses from the second on in which its certificate ends', async () => {
    await using host = await TestHost.start({
      installations: async (hostKey, nowSeconds) => {
        const changes = { expiresSeconds: nowSeconds + 3_600 }
        return [await new TestVendor().installation(hostKey.publicKey, nowSeconds, changes)]
      },
    })
    expect(await host.count(host.vendor.client)).toBe(1)
    expect((await host.host.status()).activated).toBe(true)
    host.advance(3_600_000)
    expect(await host.ask(host.vendor.client)).toMatchObject({ code: 'host-not-activated', isSigned: true })
    expect((await host.host.status()).activated).toBe(false)
  })

  test('R2.12 a certificate for another key pair serves nothing, and the log says so', async () => {
    await using host = await TestHost.start({
      installations: async (_hostKey, nowSeconds) => [
        await new TestVendor().installation(signerOf(98).publicKey, nowSeconds),
      ],
    })
    expect(await host.ask(host.vendor.client)).toMatchObject({ code: 'host-not-activated' })
    expect(host.linesOf('host-key-unusable', 'document-other-machine')).toHaveLength(1)
  })

  test('R10 a request that another key signed is refused, changes nothing, and ends the connection', async () => {
    await using host = await TestHost.start()
    const packet = await new TestMachine().packet(host.vendor.client, host.nowMs)
    const forged = packet.slice()
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    const connection = await RawConnection.open(host.port)
    const answer = await connection.exchange(forged)
    expect(host.read(answer ?? new Uint8Array())).toMatchObject({ code: 'request-signature' })
    expect(await connection.receive()).toBeUndefined()
    connection.close()
    expect((await host.host.status()).counters.total).toBe(0)
    expect((await host.store.events({ limit: 10, id: eventIds.requestProcessed })).items).toEqual([])
    expect(host.linesOf('request-refused', 'request-signature')).toHaveLength(1)
  })

  test.each([
    ['nothing but zeros', new Uint8Array(64)],
    ['one byte', new Uint8Array([0xd2])],
    ['text', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n')],
    ['the longest garbage', new Uint8Array(1_024).fill(0x84)],
  ])('R10 %s in a frame is refused as malformed and ends the connection', async (_name, garbage) => {
    await using host = await TestHost.start()
    const connection = await RawConnection.open(host.port)
    connection.send(encodeFrame(garbage))
    const packet = await connection.receive()
    expect(host.read(packet ?? new Uint8Array())).toMatchObject({ code: 'request-malformed' })
    expect(await connection.receive()).toBeUndefined()
    connection.close()
    expect(host.linesOf('request-refused', 'request-malformed')).toHaveLength(1)
    expect((await host.host.status()).counters.total).toBe(0)
  })

  test('R10 the same garbage again and again writes a bounded number of lines', async () => {
    await using host = await TestHost.start()
    for (let count = 0; count < 30; count++) await ask(host.port, new Uint8Array([count]))
    expect(host.linesOf('request-refused').length).toBeLessThanOrEqual(5)
    expect(await host.count(host.vendor.client)).toBe(1)
  })
})

async function newestEventCode(host: TestHost): Promise<string | undefined> {
  const { items } = await host.store.events({ limit: 1, id: eventIds.requestProcessed })
  return items[0]?.event.code
}
