import { encodeFrame } from '@muster/core/wire'
import { describe, expect, test } from 'vitest'
import { TestHost } from '../host.fixtures.ts'
import { RawConnection, TestMachine } from '../machine.fixtures.ts'

describe('bounds of a connection', () => {
  test('R10 a request that arrives byte by byte is answered', async () => {
    await using host = await TestHost.start()
    const connection = await RawConnection.open(host.port)
    const frame = encodeFrame(await new TestMachine().packet(host.vendor.client, host.nowMs))
    for (const byte of frame) {
      connection.send(new Uint8Array([byte]))
      await new Promise(setImmediate)
    }
    expect(host.read((await connection.receive()) ?? new Uint8Array())).toMatchObject({ count: 1 })
    connection.close()
  })

  test('R10 a request that takes longer than its deadline is dropped, however steadily it drips', async () => {
    await using host = await TestHost.start({ limits: { requestMs: 80, idleMs: 60_000 } })
    const connection = await RawConnection.open(host.port)
    const drip = setInterval(() => connection.send(new Uint8Array([1])), 10)
    await connection.closed
    clearInterval(drip)
    await expect.poll(() => host.linesOf('connection-dropped', 'slow-request').length).toBe(1)
  })

  test('R10 a peer that says nothing is dropped after the idle time', async () => {
    await using host = await TestHost.start({ limits: { idleMs: 50 } })
    const connection = await RawConnection.open(host.port)
    await connection.closed
    await expect.poll(() => host.linesOf('connection-dropped', 'silent').length).toBe(1)
  })

  test('R10 a peer that was served and then says nothing is dropped without a line', async () => {
    await using host = await TestHost.start({ limits: { idleMs: 50 } })
    const connection = await RawConnection.open(host.port)
    await connection.exchange(await new TestMachine().packet(host.vendor.client, host.nowMs))
    await connection.closed
    expect(host.linesOf('connection-dropped')).toEqual([])
  })

  test.each([
    ['1025 bytes', [0x04, 0x01]],
    ['65535 bytes', [0xff, 0xff]],
    ['no bytes', [0x00, 0x00]],
    ['HTTP', [...new TextEncoder().encode('GET / HTTP/1.1')]],
  ])('R10 a frame of %s closes the connection as soon as its length is known', async (_name, bytes) => {
    await using host = await TestHost.start()
    const connection = await RawConnection.open(host.port)
    connection.send(new Uint8Array(bytes))
    expect(await connection.receive()).toBeUndefined()
    await connection.closed
    await expect.poll(() => host.linesOf('connection-dropped').length).toBe(1)
  })

  test('R10 a request that ends in the middle is dropped with one line', async () => {
    await using host = await TestHost.start()
    const connection = await RawConnection.open(host.port)
    const frame = encodeFrame(await new TestMachine().packet(host.vendor.client, host.nowMs))
    connection.socket.end(frame.subarray(0, -1))
    expect(await connection.receive()).toBeUndefined()
    await expect.poll(() => host.linesOf('connection-dropped', 'frame-truncated').length).toBe(1)
    connection.close()
  })

  test('a peer that ended its side after its request still gets the answer', async () => {
    await using host = await TestHost.start()
    const connection = await RawConnection.open(host.port)
    const packet = await new TestMachine().packet(host.vendor.client, host.nowMs)
    connection.socket.end(encodeFrame(packet))
    expect(host.read((await connection.receive()) ?? new Uint8Array())).toMatchObject({ count: 1 })
    expect(await connection.receive()).toBeUndefined()
    connection.close()
  })

  test('a connection carries 100 requests, even all at once, and the 101st gets no answer', async () => {
    await using host = await TestHost.start()
    const connection = await RawConnection.open(host.port)
    const machine = new TestMachine()
    const frames: Uint8Array[] = []
    for (let count = 0; count < 101; count++)
      frames.push(encodeFrame(await machine.packet(host.vendor.client, host.nowMs)))
    connection.send(Buffer.concat(frames))
    for (let count = 0; count < 100; count++) expect(await connection.receive()).toBeDefined()
    expect(await connection.receive()).toBeUndefined()
    connection.close()
    expect((await host.host.status()).counters.total).toBe(100)
  })

  test('R10 connections beyond the limit of one address are closed at once, the others go on', async () => {
    await using host = await TestHost.start({ limits: { connectionsPerAddressMax: 3 } })
    const open = await Promise.all([1, 2, 3].map(() => RawConnection.open(host.port)))
    for (const connection of open) await exchange(host, connection)
    const fourth = await RawConnection.open(host.port)
    expect(await fourth.receive()).toBeUndefined()
    await expect.poll(() => host.linesOf('connection-refused', 'connections-per-address-full').length).toBe(1)
    for (const connection of open) expect(await exchange(host, connection)).toBe('answer')
    for (const connection of [...open, fourth]) connection.close()
    await expect.poll(() => host.count(host.vendor.client).catch(() => 0)).toBeGreaterThan(0)
  })

  test('R10 a flood of connections is bounded in all', async () => {
    await using host = await TestHost.start({ limits: { connectionsMax: 20 } })
    const flood = await Promise.all(Array.from({ length: 60 }, () => RawConnection.open(host.port)))
    await expect
      .poll(() => flood.filter((connection) => connection.socket.readableEnded).length)
      .toBeGreaterThanOrEqual(40)
    expect(host.linesOf('connection-refused').length).toBeLessThanOrEqual(5)
    for (const connection of flood) connection.close()
    await expect.poll(() => host.count(host.vendor.client).catch(() => 0)).toBeGreaterThan(0)
  })

  test('500 machines at 50 at once are all answered and counted', async () => {
    await using host = await TestHost.start()
    let started = 0
    const counts: number[] = []
    const worker = async () => {
      while (started < 500) {
        started++
        counts.push(await host.count(host.vendor.server))
      }
    }
    await Promise.all(Array.from({ length: 50 }, worker))
    expect(counts).toHaveLength(500)
    expect(Math.max(...counts)).toBe(10)
    expect((await host.host.status()).counters).toMatchObject({ total: 500, failed: 0 })
  })
})

async function exchange(host: TestHost, connection: RawConnection): Promise<string> {
  const packet = await connection.exchange(await new TestMachine().packet(host.vendor.client, host.nowMs))
  return packet === undefined ? 'closed' : host.read(packet).kind
}
