/** `muster up` with 30 machines, and what its folders say afterwards to the commands of each role. */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Outcome, openShell, type Shell } from './support/shell.ts'

/** The machines that asked too early wait for their retry interval of one minute. */
const upMs = 240_000

interface AskedEvent {
  readonly event: 'asked'
  readonly machine: string
  readonly again: boolean
  readonly activated: boolean
  readonly count: number
  readonly missing: number
}

let shell: Shell
let first: Outcome

beforeAll(async () => {
  shell = await openShell()
  first = await shell.run('muster up --once --json', upMs)
}, upMs)

afterAll(() => shell[Symbol.asyncDispose]())

/** JSON lines of one event. */
function eventsOf({ stdout }: Outcome, name: string): readonly unknown[] {
  const events = stdout.split('\n').filter((line) => line !== '')
  return events.map((line) => JSON.parse(line)).filter(({ event }) => event === name)
}

async function json(command: string): Promise<Record<string, unknown>> {
  const { stdout, stderr, exitCode } = await shell.run(`muster ${command} --json`)
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return JSON.parse(stdout)
}

describe('muster up', () => {
  test('ends well, with nothing on standard error', () => {
    expect({ stderr: first.stderr, exitCode: first.exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(eventsOf(first, 'all-activated')).toEqual([{ event: 'all-activated', machines: 30 }])
  })

  test('R2.2 R4.2 the first 24 are told how many are missing, the 25th and all later ones are activated', () => {
    const asked = (eventsOf(first, 'asked') as AskedEvent[]).filter(({ again }) => !again)
    expect(asked.map(({ count }) => count)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
    expect(asked.filter(({ activated }) => activated).map(({ count }) => count)).toEqual([
      25, 26, 27, 28, 29, 30,
    ])
    expect(asked.slice(0, 24).map(({ missing }) => missing)).toEqual(
      Array.from({ length: 24 }, (_, index) => 24 - index),
    )
  })

  test('R4.2 the first 24 are activated at their next try', () => {
    const again = (eventsOf(first, 'asked') as AskedEvent[]).filter((event) => event.again)
    expect(again.map(({ machine }) => machine).sort()).toEqual(
      Array.from({ length: 24 }, (_, index) => `machine-${String(index + 1).padStart(3, '0')}`),
    )
    expect(again.every(({ activated, count }) => activated && count === 30)).toBe(true)
  })

  test('started again it goes on where it was', async () => {
    const again = await shell.run('muster up --once --json')
    expect(eventsOf(again, 'machines')).toEqual([
      { event: 'machines', machines: 30, licensed: 30, threshold: 25 },
    ])
    expect(eventsOf(again, 'asked')).toEqual([])
    expect(again.exitCode).toBe(0)
  })

  test('tells a person the same in words, and ends at Ctrl-C', async () => {
    const { stdout } = await shell.start('up', 'muster up --machines 31', ({ stdout }) =>
      stdout.includes('All 31 machines are activated.'),
    )
    expect(stdout).toMatch(/^machine-031 asks: count 31, activated until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/m)
    expect(stdout).toMatch(
      /^Authority {2}http:\/\/127\.0\.0\.1:\d+ \(plain HTTP: it listens on this computer only\)$/m,
    )
    const { stdout: atEnd, exitCode } = await shell.stop('up')
    expect(atEnd).toMatch(/Stopped\. Start again on the same folder to go on\.\n$/)
    expect(exitCode).toBe(0)
  })

  test('with too few machines says so and ends', async () => {
    const few = await shell.run('muster up --once --machines 3 --data few --json')
    expect(eventsOf(few, 'too-few')).toEqual([{ event: 'too-few', machines: 3, count: 3, threshold: 25 }])
    expect(few.exitCode).toBe(0)
    const { exitCode, stdout } = await shell.run('muster client status --quiet --data few/machines/001')
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' })
  })
})

test('two demonstrations at once take ports of their own, and machines follow their host', async () => {
  const { stdout } = await shell.start('other', 'muster up --data few --machines 3 --json', ({ stdout }) =>
    stdout.includes('"event":"machines"'),
  )
  const second = await shell.run('muster up --once --json --machines 32')
  const ports = [{ stdout, stderr: '', exitCode: 0 }, second].map((outcome) => eventsOf(outcome, 'host')[0])
  expect(ports[0]).not.toMatchObject({ port: (ports[1] as { port: number }).port })
  expect(eventsOf(second, 'asked')).toMatchObject([{ machine: 'machine-032', activated: true, count: 32 }])
  await shell.stop('other')
})

describe('a machine says', () => {
  const data = '--data muster-data/machines/001'

  test('its status as JSON, in the shape that other programs build on', async () => {
    const status = await json(`client status ${data}`)
    expect(Object.keys(status)).toEqual([
      'product',
      'productId',
      'channel',
      'partialProductKey',
      'licenceState',
      'licenceStateName',
      'cmid',
      'count',
      'threshold',
      'missing',
      'activatedUntil',
      'renewAt',
      'graceUntil',
      'host',
      'hostCaching',
      'rearmsLeft',
      'lastError',
      'directory',
      'domain',
      'channels',
    ])
    expect(status).toMatchObject({
      channel: 'host',
      licenceState: 1,
      licenceStateName: 'licensed',
      missing: 0,
    })
  })

  test('the labels that administrators know', async () => {
    const { stdout } = await shell.run(`muster slmgr /dli ${data}`)
    expect(stdout).toMatch(/^Name: Example Editor, Standard 1$/m)
    expect(stdout).toMatch(/^Partial Product Key: [0-9A-HJKMNP-TV-Z]{5}$/m)
    expect(stdout).toMatch(/^License Status: Licensed$/m)
    expect(stdout).toMatch(/^Volume activation expiration: \d+ minute\(s\) \(1(79|80) day\(s\)\)$/m)
    expect(stdout).toMatch(/^ {4}Client Machine ID \(CMID\): [0-9a-f-]{36}$/m)
    expect(stdout).toMatch(/^ {4}Registered activation host: 127\.0\.0\.1:\d+$/m)
  })

  test('when its activation ends', async () => {
    const { stdout, stderr } = await shell.run(`muster slmgr -xpr ${data}`)
    expect(stderr).toBe('muster client expiry --data muster-data/machines/001\n')
    expect(stdout).toMatch(
      /^Example Editor:\n {4}Volume activation will expire \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/,
    )
  })

  test('its events as JSON lines, CSV and XML', async () => {
    const { stdout } = await shell.run(`muster client events --json ${data}`)
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const ids = events.map(({ id }) => id)
    expect(ids.filter((id) => id === 12288).length).toBe(2)
    expect(ids.filter((id) => id === 12289).length).toBe(2)
    const { stdout: csv } = await shell.run(`muster client events --format csv ${data}`)
    expect(csv.split('\r\n').length).toBe(events.length + 2)
    const { stdout: xml } = await shell.run(`muster client events --format xml ${data}`)
    expect(xml.match(/<Event>/g)?.length).toBe(events.length)
  })

  test('that a host that is stopped was not reached, with exit code 3, and stays licensed', async () => {
    const { stderr, exitCode } = await shell.run(`muster client activate ${data}`)
    expect(stderr).toContain('connection-refused (1330)')
    expect(stderr).toContain('Code: all-hosts-failed (1508)')
    expect(exitCode).toBe(3)
    expect((await shell.run(`muster client status --quiet ${data}`)).exitCode).toBe(0)
    const failed = await shell.run(`muster client activate --json ${data}`)
    expect(JSON.parse(failed.stderr)).toMatchObject({ error: { code: 'all-hosts-failed', number: 1508 } })
    expect(failed.stdout).toBe('')
  })

  test('R4.11 that an edited state is not believed', async () => {
    await cp(join(shell.folder, 'muster-data/machines/002'), join(shell.folder, 'edited'), {
      recursive: true,
    })
    await shell.run("printf 'x' | dd of=edited/state.cbor bs=1 seek=40 conv=notrunc")
    const { exitCode } = await shell.run('muster client status --quiet --data edited')
    expect(exitCode).toBe(4)
  })

  test('the same through its agent', async () => {
    const machine = '--data muster-data/machines/003'
    await shell.start('agent', `muster client agent ${machine}`, ({ stdout }) =>
      stdout.includes('For everybody: '),
    )
    expect(await json(`client status ${machine}`)).toMatchObject({ licenceState: 1 })
    const second = await shell.run(`muster client agent ${machine}`)
    expect(second.stderr).toContain('agent-running')
    expect(second.exitCode).toBe(1)
    expect((await shell.stop('agent')).exitCode).toBe(0)
  })
})

test('the host says what it counted', async () => {
  expect(await json('host status --data muster-data/host')).toMatchObject({
    service: 'stopped',
    activated: true,
    applications: [{ currentCount: 32, cacheCapacity: 50, highestThreshold: 25 }],
    counters: { failed: 0 },
    intervals: { retryMinutes: 1 },
  })
})

test('what the host tells programs keeps its shape', async () => {
  const status = await json('host status --data muster-data/host')
  const shape = ['service', 'activated', 'certificateExpires', 'listening', 'applications', 'counters']
  expect(Object.keys(status)).toEqual(expect.arrayContaining([...shape, 'dns', 'intervals']))
  expect(Object.keys(status.counters as object).sort()).toEqual(['byLicenceState', 'failed', 'total'])
  const states = (status.counters as { byLicenceState: object }).byLicenceState
  expect(Object.keys(states)).toEqual(['0', '1', '2', '3', '4', '5', '6'])
  const { stdout } = await shell.run('muster host clients --json --data muster-data/host')
  const clients: readonly Record<string, unknown>[] = JSON.parse(stdout)
  expect(clients).toHaveLength(32)
  const fields = ['cmid', 'machineName', 'productId', 'applicationId', 'licenceState', 'virtual']
  for (const client of clients)
    expect(Object.keys(client)).toEqual(
      expect.arrayContaining([...fields, 'firstSeen', 'lastSeen', 'address', 'counted']),
    )
})
