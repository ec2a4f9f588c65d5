/** R2.13: the doctor finds hosts that should share a count and do not, with real hosts, BIND and PostgreSQL. */
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHostProcess } from '../support/host-process.ts'
import { describeWith } from '../support/needs.ts'
import { activate, openMachine, Premises } from '../support/premises.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type Bind, startBind } from './bind.ts'
import { type Postgres, postgresPrograms, startPostgres } from './postgres.ts'
import { execute } from './postgres-query.ts'
import { checkOf, type SharingHost, startSharingHost } from './sharing-hosts.ts'

let bind: Bind
let server: Postgres

describeWith(['named', `${postgresPrograms}/postgres`], 'doctor and hosts that share', () => {
  beforeAll(async () => {
    server = await startPostgres()
    const zones = ['apart.test', 'shared.test', 'mixed.test'].map(
      (name) => ({ name, updates: 'anybody' }) as const,
    )
    bind = await startBind({ zones })
  })
  beforeEach(() => execute(server.url(), 'DROP SCHEMA IF EXISTS muster CASCADE'))
  afterAll(async () => {
    await bind[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  describeHosts()
  describeMachines()
})

function describeHosts(): void {
  const dnsServer = () => `127.0.0.1:${bind.port}`
  const sharingOf = (host: SharingHost) =>
    checkOf('sharing', ['host', '--data', host.path, '--dns-server', dnsServer()])

  describe('seen from a host', () => {
    it('two hosts of one domain with stores of their own are told to share', async () => {
      await using folder = await temporaryFolder()
      const place = { folder: folder.path, dnsServer: dnsServer() }
      await using first = await startSharingHost({ ...place, name: 'host-1.apart.test' })
      expect((await sharingOf(first)).verdict).toBe('ok')
      await using second = await startSharingHost({ ...place, name: 'host-2.apart.test' })
      const [ofFirst, ofSecond] = [await sharingOf(first), await sharingOf(second)]
      expect(ofFirst).toMatchObject({ verdict: 'warn', seen: expect.stringContaining('host-2.apart.test') })
      expect(ofFirst.command).toContain('muster host migrate-store --from embedded --to postgres://')
      expect(ofSecond).toMatchObject({ verdict: 'warn', seen: expect.stringContaining('host-1.apart.test') })
    })

    it('two hosts of one domain on one database are left in peace', async () => {
      await using folder = await temporaryFolder()
      const place = { folder: folder.path, dnsServer: dnsServer(), store: server.url() }
      await using first = await startSharingHost({ ...place, name: 'host-1.shared.test' })
      await using second = await startSharingHost({ ...place, name: 'host-2.shared.test' })
      expect(await sharingOf(first)).toMatchObject({
        verdict: 'ok',
        seen: expect.stringContaining('host-2.shared.test'),
      })
      expect((await sharingOf(second)).verdict).toBe('ok')
    })

    it('a host beside those that share is told to join them', async () => {
      await using folder = await temporaryFolder()
      const place = { folder: folder.path, dnsServer: dnsServer() }
      const shared = { ...place, store: server.url() }
      await using first = await startSharingHost({ ...shared, name: 'host-1.mixed.test' })
      await using second = await startSharingHost({ ...shared, name: 'host-2.mixed.test' })
      await using stray = await startSharingHost({ ...place, name: 'host-3.mixed.test' })
      const found = await sharingOf(first)
      expect(found).toMatchObject({ verdict: 'warn', seen: expect.stringContaining('host-3.mixed.test') })
      expect(found.seen).not.toContain('host-2')
      expect(found.command).toContain('--join')
      const ofStray = await sharingOf(stray)
      expect(
        [ofStray.verdict, second.name, first.name].filter((text) => ofStray.seen.includes(text)),
      ).toEqual([second.name, first.name])
    })
  })
}

function describeMachines(): void {
  describe('seen from a machine', () => {
    it('hosts that told counts which do not go together are found, and those that share are not', async () => {
      await using premises = await Premises.start()
      await using folder = await temporaryFolder()
      const start = (name: string, store?: string) =>
        startHostProcess(join(folder.path, name), premises.vendor, store)
      await using apart = await start('apart')
      await using first = await start('first', server.url())
      await using second = await start('second', server.url())
      const told = async (...ports: readonly number[]) => {
        const [helper, asking] = [
          await premises.installMachine('client'),
          await premises.installMachine('client'),
        ]
        await askAt(helper, ports[0] ?? 0)
        for (const port of ports) await askAt(asking, port)
        return checkOf('sharing', ['client', '--data', asking])
      }
      const found = await told(premises.hostPort, apart.port)
      expect(found).toMatchObject({ verdict: 'warn', command: 'muster doctor host' })
      expect(found.seen).toContain(`127.0.0.1:${apart.port}`)
      expect(await told(first.port, second.port)).toMatchObject({
        verdict: 'ok',
        seen: expect.stringContaining('2 hosts'),
      })
    })
  })
}

async function askAt(path: string, port: number): Promise<void> {
  {
    await using machine = await openMachine(path)
    await machine.folder.setHost(`127.0.0.1:${port}`)
  }
  await activate(path)
}
