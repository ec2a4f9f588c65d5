/** What a host makes of each response of a DNS server, and of replies that are lost or cut off on the way. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordTypes } from '@muster/core/dns'
import { describeCode, type ErrorCode } from '@muster/core/errors'
import type { PresentedEvent } from '@muster/core/events'
import { ask } from '@muster/host/dns'
import { type HostFolder, initHost, openHostFolder } from '@muster/host/main'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type HostileDns, replyTo, srvRecord, startHostileDns } from './hostile-dns.ts'
import { dnsClientPorts } from './publish-services.ts'

const silentLog = { write: () => undefined }
const target = Uint8Array.from([1, 0x61, 4, ...Buffer.from('test'), 0])
const responseFlag = 0x8000
const truncatedFlag = 0x0200
const updateOpcode = 5

let server: HostileDns
let folder: HostFolder
const closing = new AsyncDisposableStack()

beforeAll(async () => {
  server = closing.use(await startHostileDns())
  const { path } = closing.use(await temporaryFolder())
  await initHost(path, { hostName: 'host.corp.test' })
  const text = `[dns]\nserver = "127.0.0.1:${server.port}"\nzone = "corp.test"\naddresses = ["192.0.2.7"]\n`
  await writeFile(join(path, 'host.toml'), `name = "host.corp.test"\n${text}`)
  folder = await openHostFolder(path, { environment: {}, log: silentLog })
  closing.defer(() => folder.close())
})

afterAll(async () => closing.disposeAsync())

const opcodeOf = (message: Uint8Array) => ((message[2] ?? 0) >> 3) & 0x0f

/** Answers questions with nothing, and updates with a response code. */
function refuseUpdates(rcode: number): void {
  server.answer((query) => {
    const opcode = opcodeOf(query)
    return replyTo(query, { flags: responseFlag | (opcode << 11) | (opcode === updateOpcode ? rcode : 0) })
  })
}

async function newestEvent(): Promise<PresentedEvent | undefined> {
  const events: PresentedEvent[] = []
  for await (const event of folder.events()) if (event.id === 12293 || event.id === 12294) events.push(event)
  return events.sort((left, right) => left.time.localeCompare(right.time)).at(-1)
}

describe('a server that does not take an update', () => {
  const cases: readonly (readonly [number, string, ErrorCode])[] = [
    [1, 'FORMERR', 'dns-format-error'],
    [2, 'SERVFAIL', 'dns-server-failure'],
    [4, 'NOTIMP', 'dns-not-implemented'],
    [5, 'REFUSED', 'dns-refused'],
    [7, 'YXRRSET', 'dns-record-exists'],
    [8, 'NXRRSET', 'dns-record-missing'],
    [9, 'NOTAUTH', 'dns-not-authoritative'],
    [10, 'NOTZONE', 'dns-not-in-zone'],
    [15, '', 'dns-other-code'],
  ]

  it.each(cases)(
    'R5.2 with %i (%s) leads to %s, as event 12293 with its remedy',
    async (rcode, name, code) => {
      refuseUpdates(rcode)
      const outcomes = await folder.dns.publish()
      expect(outcomes.map((outcome) => outcome.code)).toContain(code)
      const event = await newestEvent()
      expect(event).toMatchObject({ id: 12293, code, fields: { remedy: describeCode(code).remedy } })
      expect(event?.fields.rcode).toContain(name)
      expect((await folder.status()).dns.domains).toMatchObject([{ state: 'failed', lastCode: code }])
    },
  )

  it('R5.2 is not believed when it says yes and the record is not there', async () => {
    refuseUpdates(0)
    const outcomes = await folder.dns.publish()
    expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(['dns-record-not-seen']))
    expect(await newestEvent()).toMatchObject({ id: 12293, code: 'dns-record-not-seen' })
  })
})

describe('a reply on its way', () => {
  const endpoint = () => ({ name: '127.0.0.1', port: server.port })
  const question = () => ask(dnsClientPorts, endpoint(), '_muster._tcp.corp.test', recordTypes.SRV)
  const whole = (query: Uint8Array) => replyTo(query, { answers: 1, sections: srvRecord(target) })

  it('is asked for again over UDP where it is lost, twice at most', async () => {
    let lost = 0
    const losing = (most: number) => {
      lost = 0
      server.answer((query) => (lost++ < most ? undefined : whole(query)))
    }
    losing(2)
    expect((await question()).answers).toHaveLength(1)
    losing(3)
    await expect(question()).rejects.toMatchObject({ code: 'dns-no-answer' })
    expect(lost).toBe(3)
  })

  it('is asked for over TCP where it was truncated', async () => {
    const doors: string[] = []
    server.answer((query, overTcp) => {
      doors.push(overTcp ? 'tcp' : 'udp')
      return overTcp ? whole(query) : replyTo(query, { flags: responseFlag | truncatedFlag })
    })
    expect((await question()).answers).toHaveLength(1)
    expect(doors).toEqual(['udp', 'tcp'])
  })
})
