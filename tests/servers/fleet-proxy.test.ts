/** Proxy activation over a real sshd with a real authority: directly, by a file that is carried, and without asking again. */
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, FleetPremises } from '../support/fleet-premises.ts'
import { describeWith } from '../support/needs.ts'
import { watchProcesses } from '../support/process-watch.ts'

const proxied = ['proxied-1', 'proxied-2']
const isolated = ['isolated-1', 'isolated-2']

describeWith(['ssh', 'ssh-keygen', '/usr/sbin/sshd'], 'proxy activation of a fleet', () => {
  let premises: FleetPremises
  let key: string
  /** All of a key but its last group, which may be shown. */
  let secret: string

  beforeAll(async () => {
    const machines = [
      ...[...proxied, ...isolated].map((name) => ({ name })),
      { name: 'down', nature: 'down' } as const,
    ]
    premises = await FleetPremises.start(machines, 3)
    key = premises.vendor.mak ?? ''
    secret = key.slice(0, 23)
    await premises.fleet(['add', ...proxied, ...isolated, 'down'])
    await premises.act(['install-key', '--key-file', '-'], key)
  })

  afterAll(() => premises[Symbol.asyncDispose]())

  const proxy = (...words: string[]) => [
    'proxy',
    '--authority',
    premises.vendor.authorityUrl,
    ...words,
    '--json',
  ]

  it('R6.5 machines are activated by proxy, one is down, and no process shows a key', async () => {
    const watch = watchProcesses()
    const words = proxy('--key-file', '-', ...proxied, 'down')
    const run = await premises.fleet(words, { input: key })
    const commandLines = watch.stop()
    expect(codesOf(run)).toEqual({ 'proxied-1': 'done', 'proxied-2': 'done', down: 'fleet-unreachable' })
    expect(run.exitCode).toBe(1)
    expect(commandLines.some((line) => line.includes('client confirm'))).toBe(true)
    for (const line of commandLines) expect(line).not.toContain(secret)
    expect(run.stdout + run.stderr).not.toContain(secret)
    const list = await premises.fleet(['list', '--channel', 'mak', '--json'])
    expect((JSON.parse(list.stdout) as { name: string }[]).map(({ name }) => name)).toEqual(proxied)
  })

  it('R6.1 the same installation again gets its kept confirmation, without the authority and without a key', async () => {
    const nowhere = ['proxy', '--authority', 'http://127.0.0.1:9', 'proxied-1', '--json']
    expect(codesOf(await premises.fleet(nowhere))).toEqual({ 'proxied-1': 'done' })
    expect(await premises.act(['apply', 'proxied-2'])).toEqual({ 'proxied-2': 'done' })
  })

  it('R6.5 a machine whose confirmation nobody acquired says so', async () => {
    expect(await premises.act(['apply', 'isolated-1'])).toEqual({ 'isolated-1': 'fleet-no-confirmation' })
  })

  it('R6.5 without the key the authority is not asked', async () => {
    expect(codesOf(await premises.fleet(proxy('isolated-1')))).toEqual({ 'isolated-1': 'fleet-key-needed' })
  })

  it('R6.5 an isolated network: collected, exported, acquired elsewhere, imported, applied; the file tells no names and no keys', async () => {
    await premises.act(['collect', ...isolated])
    const file = premises.path('out.json')
    await premises.fleet(['export', file, ...isolated])
    const exported = await readFile(file, 'utf8')
    for (const told of [secret, ...isolated, 'server family']) expect(exported).not.toContain(told)
    const acquire = [
      'acquire',
      file,
      '--authority',
      premises.vendor.authorityUrl,
      '--key-file',
      '-',
      '--json',
    ]
    const acquired = await premises.fleet(acquire, { input: key, data: 'elsewhere' })
    expect(JSON.parse(acquired.stdout)).toMatchObject({
      acquired: 1,
      known: 0,
      refused: [{ code: 'activations-exhausted', installations: 1 }],
    })
    expect(await readFile(file, 'utf8')).not.toContain(secret)
    expect(JSON.parse((await premises.fleet(['import', file, '--json'])).stdout)).toEqual({
      confirmations: 1,
      missing: 1,
    })
    const applied = await premises.act(['apply', ...isolated])
    expect(Object.values(applied).sort()).toEqual(['done', 'fleet-no-confirmation'])
  })

  it('R6.5 a file that was edited is refused, wherever it was', async () => {
    const file = premises.path('edited.json')
    await premises.fleet(['export', file, '--level', 'products'])
    const text = await readFile(file, 'utf8')
    for (const [from, to] of [
      ['isolated-1', 'isolated-9'],
      ['"level": "products"', '"level": "proxy"'],
      ['"muster-fleet/1"', '"muster-fleet/2"'],
    ] as const) {
      expect(text).toContain(from)
      await writeFile(file, text.replace(from, to))
      expect((await premises.fleet(['import', file])).stderr, from).toContain('fleet-file-damaged')
    }
    await writeFile(file, text.slice(0, -20))
    expect((await premises.fleet(['import', file])).stderr).toContain('fleet-file-damaged')
    await writeFile(file, text)
    expect((await premises.fleet(['import', file])).exitCode).toBe(0)
  })

  it('R6.5 a file for another inventory is refused', async () => {
    await premises.fleet(['add', 'somebody'], { data: 'another' })
    const run = await premises.fleet(['import', premises.path('out.json')], { data: 'another' })
    expect([run.exitCode, run.stderr.includes('fleet-file-foreign')]).toEqual([1, true])
  })

  it('R1.6 a kept key shows its last group only, and leaves the inventory only where that is asked for', async () => {
    await premises.fleet(['key', 'add', '--key-file', '-'], { input: key })
    const list = await premises.fleet(['key', 'list', '--json'])
    expect(list.stdout).toContain(key.slice(-5))
    const [withoutKeys, withKeys] = [premises.path('products.json'), premises.path('keys.json')]
    await premises.fleet(['export', withoutKeys, '--level', 'products'])
    await premises.fleet(['export', withKeys, '--level', 'keys'])
    expect(await readFile(withoutKeys, 'utf8')).not.toContain(secret)
    expect(await readFile(withKeys, 'utf8')).toContain(key)
    expect(list.stdout).not.toContain(secret)
    const kept = await premises.fleet(proxy('isolated-1', 'isolated-2'))
    expect(Object.values(codesOf(kept)).sort()).toEqual(['activations-exhausted', 'done'])
    await premises.fleet(['key', 'remove', key.slice(-5), '--yes'])
    const inventory = await readFile(premises.path('fleet/fleet.sqlite'), 'latin1')
    expect(inventory).not.toContain(key)
  })

  it('nothing secret stands in the log of sshd', async () => {
    const log = await premises.sshd.log()
    expect(log).toContain('Accepted publickey')
    expect(log).not.toContain(secret)
  })
})
