/** The commands of a host whose store is shared: on the primary, and on a standby that can only be read (R2.13). */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { codeOf } from '@muster/core/errors'
import { reportNames } from '@muster/diagnostics/reports'
import { openHostFolder } from '@muster/host/main'
import { jsonLog } from '@muster/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Machine } from '../support/machine.ts'
import { describeWith } from '../support/needs.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { type Postgres, postgresPrograms, startPostgres, startStandby } from './postgres.ts'
import { query } from './postgres-query.ts'
import { checkOf, muster, type SharingHost, startSharingHost } from './sharing-hosts.ts'

const machineCount = 3
/** What a change by a page of the console carries. */
const changeHeader = 'x-muster-request'
const quietLog = jsonLog(process.stderr, { levelMin: 'error' })
const attemptsMax = 200

let primary: Postgres
let standby: Postgres
let folder: TemporaryFolder
let first: SharingHost
let second: SharingHost

/** The environment of a command that only looks at the standby. */
const looking = () => ({ MUSTER_HOST_STORE: `${standby.url()}&target_session_attrs=any` })

describeWith([`${postgresPrograms}/postgres`], 'commands on a shared store', () => {
  beforeAll(async () => {
    primary = await startPostgres()
    standby = await startStandby(primary)
    folder = await temporaryFolder()
    const place = { folder: folder.path, store: primary.url() }
    first = await startSharingHost({ ...place, name: 'host-1.test' })
    second = await startSharingHost({ ...place, name: 'host-2.test' })
    for (let machine = 0; machine < machineCount; machine++)
      await new Machine().ask(machine === 0 ? first.port : second.port)
    await untilReplayed()
  })
  afterAll(async () => {
    await first?.[Symbol.asyncDispose]()
    await second?.[Symbol.asyncDispose]()
    await folder?.[Symbol.asyncDispose]()
    await standby?.[Symbol.asyncDispose]()
    await primary?.[Symbol.asyncDispose]()
  })

  describe.each([
    ['the primary', () => ({})],
    ['a standby', looking],
  ] as const)('on %s', (name, environment) => {
    const run = async (...words: readonly string[]) => {
      const ran = await muster([...words, '--data', first.path], environment())
      expect([words.join(' '), ran.exitCode, ran.stderr]).toEqual([words.join(' '), 0, expect.any(String)])
      return ran.stdout
    }
    describeLists(run)
    describeReports(run)

    it('host backup copies all that hosts share and what is this host’s own, and a host starts from it', async () => {
      const copy = join(folder.path, `copy-${name.replace(' ', '-')}`)
      await run('host', 'backup', copy)
      const config = await readFile(join(copy, 'host.toml'), 'utf8')
      await writeFile(join(copy, 'host.toml'), config.replace(/^store = .*$/m, ''))
      await using restored = await openHostFolder(copy, { environment: {}, log: quietLog })
      expect((await restored.status()).applications[0]?.currentCount).toBe(machineCount)
      expect((await restored.keys()).map(({ state }) => state)).toEqual(['activated'])
    })
  })

  describeStandbyService()
})

type Run = (...words: readonly string[]) => Promise<string>

function describeLists(run: Run): void {
  it('host status says which hosts share, and when each was last seen', async () => {
    const status = JSON.parse(await run('host', 'status', '--json'))
    expect(status.applications[0].currentCount).toBe(machineCount)
    const hosts = status.sharing.map((host: Record<string, unknown>) => ({ ...host, lastSeen: undefined }))
    expect(hosts).toEqual([
      { hostName: 'host-1.test', isThisHost: true, serving: true, total: 1, failed: 0 },
      { hostName: 'host-2.test', isThisHost: false, serving: true, total: 2, failed: 0 },
    ])
    expect(await run('host', 'status')).toMatch(
      /The hosts that share this count[\s\S]*host-2\.test +yes +20\d\d/,
    )
  })

  it('host clients, events and counters name the host of each', async () => {
    const clients = JSON.parse(await run('host', 'clients', '--json'))
    const names = clients.map(({ hostName }: { hostName: string }) => hostName)
    expect(names.sort()).toEqual(['host-1.test', 'host-2.test', 'host-2.test'])
    expect(await run('host', 'clients')).toMatch(/Host\n/)
    for (const format of ['csv', 'xml', 'json', 'text'])
      expect(await run('host', 'events', '--id', '12290', '--format', format)).toContain('host-2.test')
    const since = (await run('host', 'events', '--since', '1h', '--id', '12290', '--json')).trim().split('\n')
    expect(since).toHaveLength(machineCount)
    const counters = JSON.parse(await run('host', 'counters', '--json'))
    expect([counters.total, counters.hosts.map(({ total }: { total: number }) => total)]).toEqual([3, [1, 2]])
    expect(await run('host', 'counters')).toContain('host-2.test')
    expect(JSON.parse(await run('host', 'duplicates', '--json'))).toEqual([])
  })
}

function describeReports(run: Run): void {
  it('every report is made, in every format, of all hosts', async () => {
    const formats = ['csv', 'json', 'html', 'table']
    for (const [index, name] of reportNames.entries()) {
      const text = await run('report', name, '--format', formats[index % formats.length] ?? 'csv')
      expect([name, text.length > 0]).toEqual([name, true])
    }
    for (const format of ['json', 'html', 'table'])
      expect(await run('report', 'counts', '--format', format)).toContain('host-2.test (2 requests)')
    expect(await run('report', 'expiry', '--format', 'csv')).toContain('host-1.test')
  })

  it('the doctor judges the host, and the support bundle packs it', async () => {
    const output = join(folder.path, 'bundle.tar.gz')
    await run('support-bundle', 'host', '--output', output)
    const bundle = gunzipSync(await readFile(output)).toString('latin1')
    for (const part of ['"sharing"', 'host-2.test', 'doctor.json', 'events.json', '"name": "sharing"'])
      expect([part, bundle.includes(part)]).toEqual([part, true])
  })
}

function describeStandbyService(): void {
  describe('a host that serves from a standby', () => {
    it('shows its console and refuses activations with the reason', async () => {
      const path = second.path
      await second[Symbol.asyncDispose]()
      await using host = await openHostFolder(path, {
        environment: looking(),
        log: quietLog,
      })
      const { addresses } = await host.serve()
      const { tcp, http } = addresses
      expect(await new Machine().ask(tcp.port).then(() => 'answered', codeOf)).toBe('store-read-only')
      const base = `http://127.0.0.1:${http?.port}`
      const bearer = { authorization: `Bearer ${second.token}` }
      for (const route of ['/overview', '/machines', '/events', '/activity?hours=24']) {
        const response = await fetch(`${base}/api/v1${route}`, { headers: bearer })
        expect([route, response.status]).toEqual([route, 200])
        expect(await response.text()).toContain(route === '/activity?hours=24' ? 'answered' : 'host-1.test')
      }
      const signIn = await fetch(`${base}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [changeHeader]: '1' },
        body: JSON.stringify({ token: second.token }),
      })
      expect(signIn.status).toBeLessThan(300)
      expect(await (await fetch(`${base}/`)).text()).toContain('<html')
      const changed = await fetch(`${base}/api/v1/settings`, {
        method: 'PATCH',
        headers: { ...bearer, 'content-type': 'application/json' },
        body: JSON.stringify({ retryMinutes: 60, renewalMinutes: 60 }),
      })
      expect(await changed.text()).toContain('store-read-only')
    })

    it('is judged by the doctor as any other', async () => {
      const check = await checkOf('sharing', ['host', '--data', first.path], looking())
      expect(check.verdict).toBe('ok')
    })
  })
}

/** The standby has all that the primary has. */
async function untilReplayed(): Promise<void> {
  const [written] = await query(primary.url(), 'SELECT pg_current_wal_lsn()::text AS place')
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const replayed = `SELECT pg_last_wal_replay_lsn() >= '${written?.place}' AS here`
    if ((await query(standby.url(), replayed))[0]?.here === true) return
  }
  throw new Error('the standby does not follow')
}
