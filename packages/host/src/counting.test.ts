import { describe, expect, test } from 'vitest'
import { TestHost } from './host.fixtures.ts'
import { TestMachine } from './machine.fixtures.ts'
import { TestVendor } from './vendor.fixtures.ts'

describe('what a machine is told over TCP', () => {
  test('R2.2 first machine 1, second 2, a virtual third 3, a server 4, the next server 5', async () => {
    await using host = await TestHost.start()
    const { client, server } = host.vendor
    expect(await host.count(client)).toBe(1)
    expect(await host.count(client)).toBe(2)
    expect(await host.count(client, new TestMachine({ virtual: true }))).toBe(3)
    expect(await host.count(server)).toBe(4)
    expect(await host.count(server)).toBe(5)
  })

  test('R2.1 the answer carries the count whatever the threshold is', async () => {
    await using host = await TestHost.start()
    for (let machine = 1; machine <= 25; machine++) expect(await host.count(host.vendor.client)).toBe(machine)
  })

  test('R2.5 a machine that asks again is counted once', async () => {
    await using host = await TestHost.start()
    const machine = new TestMachine()
    expect(await host.count(host.vendor.client, machine)).toBe(1)
    expect(await host.count(host.vendor.client, machine)).toBe(1)
    expect(await host.count(host.vendor.server, machine)).toBe(1)
  })

  test('R1.1 applications are counted apart', async () => {
    await using host = await TestHost.start()
    expect(await host.count(host.vendor.client)).toBe(1)
    expect(await host.count(host.vendor.other)).toBe(1)
  })

  test('R2.4 servers alone never bring the count past 10; one client raises the cache to 50, across a restart too', async () => {
    await using host = await TestHost.start()
    const { client, server } = host.vendor
    for (let machine = 1; machine <= 12; machine++)
      expect(await host.count(server)).toBe(Math.min(machine, 10))
    expect(await host.count(client)).toBe(11)
    await host.restart()
    expect((await host.host.status()).applications[0]).toMatchObject({
      currentCount: 11,
      cacheCapacity: 50,
      highestThreshold: 25,
    })
    expect(await host.count(server)).toBe(12)
  })

  test('R2.3 a machine that did not ask for 30 days is not counted', async () => {
    await using host = await TestHost.start()
    expect(await host.count(host.vendor.client)).toBe(1)
    host.advance(30 * 86_400_000)
    expect((await host.host.status()).applications[0]?.currentCount).toBe(0)
    expect(await host.count(host.vendor.client)).toBe(1)
  })

  test('R2.8 the answer states the port that is listened on and the interval that the administrator set', async () => {
    await using host = await TestHost.start()
    expect(await host.ask(host.vendor.client)).toMatchObject({ port: host.port, retryMinutes: 120 })
    await host.store.saveSettings({ retryMinutes: 15 })
    await host.restart()
    expect(await host.ask(host.vendor.client)).toMatchObject({ port: host.port, retryMinutes: 15 })
  })

  test('R5 keys of several vendors serve side by side', async () => {
    const vendors = [new TestVendor(1), new TestVendor(2)] as const
    await using host = await TestHost.start({
      installations: (hostKey, nowSeconds) =>
        Promise.all(vendors.map((vendor) => vendor.installation(hostKey.publicKey, nowSeconds))),
    })
    expect(await host.count(vendors[0].client)).toBe(1)
    expect(await host.count(vendors[1].client)).toBe(1)
    expect(await host.count(vendors[1].client)).toBe(2)
    expect((await host.host.status()).applications).toHaveLength(4)
  })
})

describe('certificates with an answer', () => {
  test('R4.8 they travel unless the client says that it holds those of this host', async () => {
    await using host = await TestHost.start()
    const first = await host.ask(host.vendor.client)
    if (first.kind !== 'answer') throw new Error('refused')
    expect(first.hasCertificates).toBe(true)
    const holding = { knownHostKeyId: first.hostKeyId }
    const again = await host.ask(host.vendor.client, new TestMachine(), holding)
    expect(again).toMatchObject({ kind: 'answer', hasCertificates: false })
    const stranger = { knownHostKeyId: new Uint8Array(8).fill(7) }
    expect(await host.ask(host.vendor.client, new TestMachine(), stranger)).toMatchObject({
      hasCertificates: true,
    })
  })
})
