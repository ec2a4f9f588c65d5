/** The fleet tool against a real sshd: each way in which a machine cannot be used has its code, and holds up no other. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FleetPremises } from '../support/fleet-premises.ts'
import { describeWith } from '../support/needs.ts'

const timeoutSeconds = '25'

describeWith(['ssh', 'ssh-keygen', '/usr/sbin/sshd'], 'machines of a fleet over SSH', () => {
  let premises: FleetPremises

  beforeAll(async () => {
    premises = await FleetPremises.start(
      [
        { name: 'well-1' },
        { name: 'well-2' },
        { name: 'down', nature: 'down' },
        { name: 'refusing', nature: 'refusing' },
        { name: 'hanging', nature: 'hanging' },
        { name: 'impostor', nature: 'impostor' },
      ],
      10,
    )
    await premises.fleet(['add', 'well-1', 'down', 'refusing', 'hanging', 'impostor', 'well-2'])
  })

  afterAll(() => premises[Symbol.asyncDispose]())

  it('one machine down, one refusing the key, one hanging, one that is another: each has its code and remedy', async () => {
    const run = await premises.fleet(['refresh', '--timeout', timeoutSeconds, '--json'])
    expect(run.exitCode).toBe(1)
    const codes = Object.fromEntries(
      run.results.map(({ machine, failure }) => [machine, failure?.code ?? 'done']),
    )
    expect(codes).toEqual({
      'well-1': 'done',
      'well-2': 'done',
      down: 'fleet-unreachable',
      refusing: 'fleet-login-refused',
      hanging: 'fleet-timeout',
      impostor: 'fleet-host-key',
    })
    expect(run.results.at(-1)?.machine).toBe('hanging')
    for (const { failure } of run.results) if (failure !== null) expect(failure.remedy).not.toBe('')
  })

  it('an action goes on with the machines that it left, and asks no other', async () => {
    const left = await premises.act(['refresh', '--resume', '--timeout', '2'])
    expect(Object.keys(left).sort()).toEqual(['down', 'hanging', 'impostor', 'refusing'])
    await premises.fleet(['remove', 'hanging', '--yes'])
    expect(Object.keys(await premises.act(['refresh', '--resume'])).sort()).toEqual([
      'down',
      'impostor',
      'refusing',
    ])
    await premises.fleet(['refresh', 'well-1'])
    const done = await premises.fleet(['refresh', '--resume', '--json'])
    expect(done.stderr).toContain('fleet-nothing-to-resume')
  })

  it('Ctrl-C ends a run at once, and it goes on where it was', async () => {
    await premises.fleet(['add', 'hanging'])
    const options = { interruptAfter: 1 }
    const words = [
      'refresh',
      'well-1',
      'well-2',
      'hanging',
      '--concurrency',
      '2',
      '--timeout',
      '120',
      '--json',
    ]
    const run = await premises.fleet(words, options)
    expect([run.exitCode, run.stderr.includes('"interrupted"')]).toEqual([1, true])
    const done = run.results.filter((result) => result.done).map(({ machine }) => machine)
    expect(done.length).toBeGreaterThan(0)
    await premises.fleet(['remove', 'hanging', '--yes'])
    const rest = ['well-1', 'well-2'].filter((name) => !done.includes(name))
    const resumed = await premises.fleet(['refresh', '--resume', '--json'])
    expect(resumed.results.map(({ machine }) => machine)).toEqual(rest)
  })

  it('the list tells what each machine said last, as table, CSV and JSON', async () => {
    const json = await premises.fleet(['list', '--json'])
    const machines = JSON.parse(json.stdout) as readonly {
      readonly name: string
      readonly lastTry: { readonly code: string | null }
      readonly products: readonly { readonly licenceStateName: string }[]
    }[]
    const named = (name: string) => machines.find((machine) => machine.name === name)
    expect(named('well-1')?.products[0]?.licenceStateName).toBe('initial-grace')
    expect(named('down')?.lastTry.code).toBe('fleet-unreachable')
    const csv = await premises.fleet(['list', '--format', 'csv', 'well-1', 'down'])
    expect(csv.stdout.split('\r\n').map((line) => line.split(',')[0])).toEqual([
      'machine',
      'down',
      'well-1',
      '',
    ])
    expect((await premises.fleet(['list', '--failed'])).stdout).not.toContain('well-1')
    expect((await premises.fleet(['list', '--state', 'initial-grace'])).stdout).toContain('well-2')
  })

  it('the commands of a machine that lacks muster, or that says nonsense, give codes', async () => {
    const missing = ['refresh', 'well-1', '--remote-command', 'muster-that-is-not-there']
    expect(await premises.act(missing)).toEqual({ 'well-1': 'fleet-command-missing' })
    expect(await premises.act(['refresh', 'well-1', '--remote-command', 'echo'])).toEqual({
      'well-1': 'fleet-answer',
    })
    expect(await premises.act(['refresh', 'well-1', '--remote-command', 'yes'])).toEqual({
      'well-1': 'fleet-answer',
    })
  })

  it('a code of the machine itself comes through with its number', async () => {
    const run = await premises.fleet(['activate', 'well-1', '--json'])
    expect(run.results[0]?.failure).toMatchObject({ code: 'product-key-missing' })
  })

  it('a name that looks like an option of ssh is refused', async () => {
    for (const name of ['-oProxyCommand=touch', '', 'a b', '$(id)', 'a;b']) {
      const run = await premises.fleet(['add', '--json', '--', name])
      expect(run.stderr, name).toContain('fleet-machine-name')
    }
  })

  it('what an activation host has seen becomes machines', async () => {
    const clients = [
      { machineName: 'desk-1.corp.test', address: '192.0.2.1' },
      { machineName: '', address: '192.0.2.2' },
      { machineName: 'desk-1.corp.test', address: '192.0.2.9' },
    ]
    const run = await premises.fleet(['discover', '--host-clients', '-', '--json'], {
      input: JSON.stringify(clients),
      data: 'other',
    })
    expect(JSON.parse(run.stdout)).toEqual({ added: ['desk-1.corp.test', '192.0.2.2'], known: 0 })
  })

  it('a range is searched for ssh, within its bound', async () => {
    const port = String(premises.sshd.port)
    const found = await premises.fleet(['discover', '--range', '127.0.0.1/32', '--port', port, '--json'], {
      data: 'other',
    })
    expect(JSON.parse(found.stdout)).toEqual({ added: ['127.0.0.1'], known: 0 })
    const large = await premises.fleet(['discover', '--range', '10.0.0.0/8'], { data: 'other' })
    expect([large.exitCode, large.stderr]).toEqual([2, expect.stringContaining('fleet-range')])
  })

  it('without an inventory a command says so and makes none', async () => {
    const run = await premises.fleet(['list'], { data: 'nowhere' })
    expect(run.stderr).toContain('fleet-inventory-missing')
    expect(() => readFileSync(premises.path('nowhere/fleet.sqlite'))).toThrow()
  })
})
