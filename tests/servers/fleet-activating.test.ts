/** Many machines activated from one place, by a real activation host and by a real authority, over a real sshd. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, FleetPremises } from '../support/fleet-premises.ts'
import { describeWith } from '../support/needs.ts'
import { watchProcesses } from '../support/process-watch.ts'

const names = ['server-1', 'server-2', 'server-3', 'server-4', 'server-5']

describeWith(['ssh', 'ssh-keygen', '/usr/sbin/sshd'], 'activating a fleet', () => {
  let premises: FleetPremises

  beforeAll(async () => {
    premises = await FleetPremises.start(
      names.map((name) => ({ name })),
      4,
    )
    await premises.fleet(['add', ...names])
  })

  afterAll(() => premises[Symbol.asyncDispose]())

  it('R2.2 five servers get a key and a host, are counted, and once five have mustered all are activated', async () => {
    const setupKey = premises.vendor.server.setupKey
    const installed = await premises.act(['install-key', '--key-file', '-'], setupKey)
    expect(Object.values(installed)).toEqual(names.map(() => 'done'))
    await premises.act(['set-host', `127.0.0.1:${premises.host.port}`])
    const first = await premises.fleet(['activate', '--concurrency', '1', '--json'])
    expect(Object.values(codesOf(first)).sort()).toEqual([
      ...names.slice(1).map(() => 'count-insufficient'),
      'done',
    ])
    const rest = await premises.fleet(['activate', '--resume', '--json'])
    expect([rest.exitCode, rest.results.length]).toEqual([0, names.length - 1])
    const licensed = await premises.fleet(['list', '--channel', 'host', '--state', '1', '--json'])
    expect(JSON.parse(licensed.stdout)).toHaveLength(names.length)
  })

  it('R4.6 one machine is rearmed, after a question, and is not activated then', async () => {
    expect((await premises.fleet(['rearm', 'server-1'])).exitCode).toBe(2)
    expect(await premises.act(['rearm', 'server-1', '--yes'])).toEqual({ 'server-1': 'done' })
    const graced = await premises.fleet(['list', '--state', 'initial-grace', '--json'])
    expect((JSON.parse(graced.stdout) as { name: string }[]).map(({ name }) => name)).toEqual(['server-1'])
  })

  it('R6.1 machines switch to a multiple activation key and ask the authority; its limit is exact, and no process shows the key', async () => {
    const key = premises.vendor.mak ?? ''
    const watch = watchProcesses()
    const installed = await premises.act(['install-key', '--key-file', '-'], key)
    const url = premises.vendor.authorityUrl
    const activated = await premises.fleet(['activate', '--authority', url, '--json'])
    const commandLines = watch.stop()
    expect(Object.values(installed)).toEqual(names.map(() => 'done'))
    expect(Object.values(codesOf(activated)).sort()).toEqual([
      'activations-exhausted',
      ...names.slice(1).map(() => 'done'),
    ])
    expect(commandLines.some((line) => line.includes('client install-key -'))).toBe(true)
    for (const line of commandLines) expect(line).not.toContain(key.slice(0, 23))
    expect(await premises.sshd.log()).not.toContain(key.slice(0, 23))
    const csv = await premises.fleet(['list', '--channel', 'mak', '--format', 'csv'])
    expect(csv.stdout.split('\r\n')).toHaveLength(names.length - 1 + 2)
    expect(csv.stdout).not.toContain(key.slice(0, 23))
  })

  it('a wrong key or host is refused before any machine is asked', async () => {
    const wrong = await premises.fleet(['install-key', '--key-file', '-', '--json'], { input: 'ABCDE-FGHJK' })
    expect([wrong.stderr.includes('product-key-length'), wrong.results]).toEqual([true, []])
    const host = await premises.fleet(['set-host', 'a b', '--json'])
    expect([host.stderr.includes('host-address-invalid'), host.results]).toEqual([true, []])
  })
})
