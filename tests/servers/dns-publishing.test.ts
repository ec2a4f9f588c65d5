/** A host's folder publishes itself in a real BIND: what stands there afterwards, and what its administrator is told. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { nsupdateScript } from '@muster/core/dns'
import { describeCode, type ErrorCode } from '@muster/core/errors'
import type { PresentedEvent } from '@muster/core/events'
import { type HostFolder, initHost, openHostFolder } from '@muster/host/main'
import { createResolver, createTcpDialer, jsonLog } from '@muster/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type Bind, describeBind, readKeyFile, startBind } from './bind.ts'
import { freePort } from './ports.ts'

const run = promisify(execFile)
const manyZones = Array.from({ length: 20 }, (_, index) => `zone${index}.test`)
const silentLog = jsonLog(process.stderr, { levelMin: 'error' })

let bind: Bind

beforeAll(async () => {
  bind = await startBind({
    zones: [
      { name: 'corp.test', updates: 'key' },
      { name: 'plain.test', updates: 'anybody' },
      { name: 'closed.test', updates: 'nobody' },
      { name: 'narrow.test', updates: 'own-records' },
      ...manyZones.map((name) => ({ name, updates: 'anybody' }) as const),
    ],
    keys: { 'muster-key': 'hmac-sha256', 'other-key': 'hmac-sha512', 'host.narrow.test': 'hmac-sha384' },
  })
})

afterAll(async () => bind[Symbol.asyncDispose]())

interface TestHost extends AsyncDisposable {
  readonly path: string
  readonly folder: HostFolder
}

/** A host in a folder of its own; `lines` stand in its section dns beside the server. */
async function openHost(
  name: string,
  lines: readonly string[],
  { server = `127.0.0.1:${bind.port}`, listen = '127.0.0.1' } = {},
) {
  const { path, [Symbol.asyncDispose]: dispose } = await temporaryFolder()
  await initHost(path, { hostName: name })
  const text = [
    `name = "${name}"`,
    `[listen]\naddress = "${listen}"\nport = 1688`,
    '[http]\nenabled = false',
    `[dns]\nserver = "${server}"\nttl_seconds = 60`,
    ...lines,
  ]
  await writeFile(join(path, 'host.toml'), `${text.join('\n')}\n`)
  const folder = await openHostFolder(path, { environment: {}, log: silentLog })
  const host: TestHost = {
    path,
    folder,
    async [Symbol.asyncDispose]() {
      await folder.close()
      await dispose()
    },
  }
  return host
}

const keyLine = (name = 'muster-key') => `key_file = "${bind.keyFiles[name]}"`

async function eventsOf({ folder }: TestHost): Promise<readonly PresentedEvent[]> {
  const events: PresentedEvent[] = []
  for await (const event of folder.events()) if (event.id === 12293 || event.id === 12294) events.push(event)
  return events.reverse()
}

/** The codes that the outcomes of one attempt have, by domain. */
async function publishedCodes({ folder }: TestHost): Promise<Readonly<Record<string, string>>> {
  const outcomes = await folder.dns.publish()
  return Object.fromEntries(outcomes.map(({ domain, code }) => [domain, code]))
}

describeBind('a host in DNS', () => {
  it('R5.1 R5.2 publishes SRV and A with a key, writes 12294, and says so in its status', async () => {
    await using host = await openHost('host.corp.test', [keyLine()])
    expect(await publishedCodes(host)).toEqual({ 'host.corp.test': 'success', 'corp.test': 'success' })
    expect(await bind.dig('_muster._tcp.corp.test', 'SRV')).toEqual(['0 0 1688 host.corp.test.'])
    expect(await bind.dig('host.corp.test', 'A')).toEqual(['127.0.0.1'])
    expect((await eventsOf(host)).map(({ id, code, info }) => [id, code, info])).toEqual([
      [12294, 'success', 'host.corp.test'],
      [12294, 'success', 'corp.test'],
    ])
    expect((await host.folder.status()).dns).toEqual({
      publishing: true,
      domains: [{ domain: 'corp.test', state: 'published', lastCode: 'success' }],
    })
    await host.folder.dns.remove()
  })

  it('R5.2 needs no more rights than those to its own records', async () => {
    await using host = await openHost('host.narrow.test', [keyLine('host.narrow.test')])
    expect(await publishedCodes(host)).toEqual({ 'host.narrow.test': 'success', 'narrow.test': 'success' })
    await host.folder.dns.remove()
    await using stranger = await openHost('stranger.narrow.test', [keyLine('host.narrow.test')])
    expect(await publishedCodes(stranger)).toMatchObject({ 'stranger.narrow.test': 'dns-refused' })
    await stranger.folder.dns.remove()
  })

  it('R5.1 publishes AAAA of an IPv6 listener, at which it answers', async () => {
    await using host = await openHost('six.plain.test', [], { listen: '::1' })
    await using running = await serve(host)
    await host.folder.dns.publish()
    expect(await bind.dig('six.plain.test', 'AAAA')).toEqual(['::1'])
    expect(await bind.dig('six.plain.test', 'A')).toEqual([])
    const dialer = createTcpDialer(createResolver({ servers: [{ name: '127.0.0.1', port: bind.port }] }))
    const connection = await dialer.dial({ name: 'six.plain.test', port: running.port }, 5_000)
    connection.destroy()
    await host.folder.dns.remove()
    expect(await bind.dig('six.plain.test', 'AAAA')).toEqual([])
  })

  it('R5.3 prints input for nsupdate that does the same', async () => {
    await using host = await openHost('hand.plain.test', [])
    const { records } = await host.folder.dns.plan()
    const server = { name: '127.0.0.1', port: bind.port }
    for (const record of records) {
      const script = nsupdateScript({ zone: '', additions: [record], deletions: [] }, server)
      await run('sh', ['-c', `printf '%s' "$1" | nsupdate`, 'sh', script])
    }
    expect(await bind.dig('_muster._tcp.plain.test', 'SRV')).toEqual(['0 0 1688 hand.plain.test.'])
    expect(await bind.dig('hand.plain.test', 'A')).toEqual(['127.0.0.1'])
    await host.folder.dns.remove()
    expect(await bind.dig('_muster._tcp.plain.test', 'SRV')).toEqual([])
  })

  it('R5.1 a second host joins the set, the first one leaves with its addresses, the second stays', async () => {
    await using first = await openHost('first.plain.test', ['priority = 10'])
    await using second = await openHost('second.plain.test', ['priority = 20', 'weight = 5'])
    await first.folder.dns.publish()
    await second.folder.dns.publish()
    expect(await bind.dig('_muster._tcp.plain.test', 'SRV')).toEqual([
      '10 0 1688 first.plain.test.',
      '20 5 1688 second.plain.test.',
    ])
    await first.folder.dns.remove()
    expect(await bind.dig('_muster._tcp.plain.test', 'SRV')).toEqual(['20 5 1688 second.plain.test.'])
    expect(await bind.dig('first.plain.test', 'A')).toEqual([])
    expect(await bind.dig('second.plain.test', 'A')).toEqual(['127.0.0.1'])
    expect((await first.folder.status()).dns.domains).toMatchObject([{ state: 'removed' }])
    await second.folder.dns.remove()
  })

  it('R5.1 publishing again with another weight replaces its own record', async () => {
    await using host = await openHost('again.plain.test', ['weight = 1'])
    await host.folder.dns.publish()
    await writeFile(
      join(host.path, 'host.toml'),
      `name = "again.plain.test"\n[listen]\naddress = "127.0.0.1"\n[dns]\nserver = "127.0.0.1:${bind.port}"\nweight = 2\n`,
    )
    await using changed = await openHostFolder(host.path, { environment: {}, log: silentLog })
    await changed.dns.publish()
    expect(await bind.dig('_muster._tcp.plain.test', 'SRV')).toEqual(['0 2 1688 again.plain.test.'])
    await changed.dns.remove()
  })

  it('R5.1 publishes in many zones; a bad line is named and holds up no other', async () => {
    const lines = [...manyZones.map((zone) => `"${zone}, 1, 2"`), '"bad..line, 1, 2"', '"plain.test, 3, 4"']
    await using host = await openHost('many.plain.test', [`publish_list = [${lines.join(', ')}]`])
    const codes = await publishedCodes(host)
    expect(codes['bad..line, 1, 2']).toBe('dns-publish-line')
    for (const zone of manyZones) {
      expect(codes[zone]).toBe('success')
      expect(await bind.dig(`_muster._tcp.${zone}`, 'SRV')).toEqual(['1 2 1688 many.plain.test.'])
    }
    const failed = (await eventsOf(host)).filter(({ id }) => id === 12293)
    expect(failed).toMatchObject([{ code: 'dns-publish-line', fields: { domain: 'bad..line, 1, 2' } }])
    await host.folder.dns.remove()
    expect(await bind.dig(`_muster._tcp.${manyZones[0]}`, 'SRV')).toEqual([])
  })
})

describeBind('a host that may not publish', () => {
  const cases: readonly {
    readonly title: string
    readonly name?: string
    readonly lines: () => readonly string[]
    readonly code: ErrorCode
    readonly rcode?: string
  }[] = [
    { title: 'has no key', lines: () => [], code: 'dns-refused', rcode: 'REFUSED' },
    {
      title: 'asks for a zone that nobody may change',
      name: 'host.closed.test',
      lines: () => [],
      code: 'dns-refused',
      rcode: 'REFUSED',
    },
    {
      title: 'asks for a zone that is missing',
      name: 'host.missing.test',
      lines: () => [],
      code: 'dns-zone-not-found',
    },
    {
      title: 'names a zone that is not there',
      lines: () => ['zone = "nowhere.test"'],
      code: 'dns-not-authoritative',
      rcode: 'NOTAUTH',
    },
    {
      title: 'names a zone that does not hold the domain',
      lines: () => ['zone = "plain.test"'],
      code: 'dns-not-in-zone',
      rcode: 'NOTZONE',
    },
    {
      title: 'has a key file that is missing',
      lines: () => ['key_file = "missing.key"'],
      code: 'dns-key-file',
    },
  ]

  it.each(cases)('R5.2 $title: $code as event 12293 with its remedy', async (item) => {
    await using host = await openHost(item.name ?? 'refused.corp.test', item.lines())
    const codes = await publishedCodes(host)
    expect(new Set(Object.values(codes))).toEqual(new Set([item.code]))
    for (const event of await eventsOf(host))
      expect(event).toMatchObject({
        id: 12293,
        code: item.code,
        fields: { rcode: item.rcode ?? '', remedy: describeCode(item.code).remedy },
      })
    expect((await host.folder.status()).dns.domains).toMatchObject([{ state: 'failed', lastCode: item.code }])
  })

  it('R5.2 has the secret of another key', async () => {
    const wrong = (await readKeyFile(bind.keyFiles['other-key'] ?? ''))
      .replace('other-key', 'muster-key')
      .replace('hmac-sha512', 'hmac-sha256')
    await using host = await openHost('wrong.corp.test', ['key_file = "wrong.key"'])
    await writeFile(join(host.path, 'wrong.key'), wrong)
    expect(await publishedCodes(host)).toMatchObject({ 'corp.test': 'dns-bad-signature' })
    await writeFile(join(host.path, 'wrong.key'), wrong.replace('muster-key', 'nobodys-key'))
    expect(await publishedCodes(host)).toMatchObject({ 'corp.test': 'dns-bad-key' })
  })

  it('R5.2 answers all the same, and tries at its start', async () => {
    const silent = await freePort()
    await using host = await openHost('silent.corp.test', [], { server: `127.0.0.1:${silent}` })
    await using running = await serve(host)
    expect(running.port).toBeGreaterThan(0)
    await expect.poll(() => eventsOf(host).then((events) => events.length), { timeout: 20_000 }).toBe(2)
    expect((await host.folder.status()).dns.domains).toEqual([
      { domain: 'corp.test', state: 'failed', lastCode: 'dns-no-answer' },
    ])
  })
})

describeBind('the switch', () => {
  it('R5.2 off stays off over a restart; on publishes at the start of the service', async () => {
    await using host = await openHost('switch.plain.test', [])
    await host.folder.dns.setEnabled(false)
    await expect(host.folder.dns.publish()).rejects.toMatchObject({ code: 'dns-publishing-off' })
    await using again = await openHostFolder(host.path, { environment: {}, log: silentLog })
    expect((await again.status()).dns.publishing).toBe(false)
    await again.dns.setEnabled(true)
    await using running = await serve(host)
    await expect
      .poll(() => bind.dig('_muster._tcp.plain.test', 'SRV'), { timeout: 20_000 })
      .toEqual([`0 0 ${running.port} switch.plain.test.`])
    await host.folder.dns.remove()
  })
})

/** The service of a host on a free port. */
async function serve({ folder }: TestHost): Promise<AsyncDisposable & { readonly port: number }> {
  const { addresses, stop } = await folder.serve({ freePortIfTaken: true })
  return { port: addresses.tcp.port, [Symbol.asyncDispose]: () => stop() }
}
