/** A directory that answers with garbage, too much, or never: bounded in time and memory, a code for each, nothing accepted. */
import { codeOf } from '@muster/core/errors'
import { type DirectorySession, openDirectory } from '@muster/directory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noDiscovery } from './directory-objects.ts'
import {
  element,
  entry,
  type Misbehaviour,
  message,
  pageControl,
  result,
  startHostileLdap,
} from './hostile-ldap.ts'

const timeoutMs = 1_000
/** Well above the time that is given and what a busy machine adds. */
const patienceMs = 8_000
const memoryBytesMax = 200_000_000
const searchDone = 0x65
const search = {
  base: 'dc=x',
  scope: 'one',
  filter: '(cn=*)',
  attributes: ['cn'],
  entriesMax: 1_000,
} as const

/** The code that a search ends with, and what it took. */
async function attempt(
  misbehave: Misbehaviour,
  work = (session: DirectorySession) => session.search(search),
) {
  await using server = await startHostileLdap(misbehave)
  const target = { kind: 'server', name: '127.0.0.1', port: server.port } as const
  const access = { target, protection: 'none', account: { kind: 'anonymous' }, timeoutMs } as const
  const before = process.memoryUsage.rss()
  const startedMs = performance.now()
  const session = await openDirectory(access, noDiscovery)
  const code = await work(session).then((entries) => entries.length, codeOf)
  const afterwards = await session.search(search).then(() => 'usable', codeOf)
  await session.close()
  const tookMs = performance.now() - startedMs
  return { code, afterwards, tookMs, grewBytes: process.memoryUsage.rss() - before }
}

function expectBounded({ tookMs, grewBytes }: { readonly tookMs: number; readonly grewBytes: number }) {
  expect(tookMs).toBeLessThan(patienceMs)
  expect(grewBytes).toBeLessThan(memoryBytesMax)
}

/** Writes the same again and again for as long as the other side listens. */
function forever(bytes: Buffer): Misbehaviour {
  return (socket) => {
    const write = () => {
      while (!socket.destroyed && socket.write(bytes));
      if (!socket.destroyed) socket.once('drain', write)
    }
    write()
  }
}

describe('a hostile directory server', () => {
  const answers: readonly (readonly [string, string, Misbehaviour])[] = [
    [
      'text of another protocol',
      'directory-answer-malformed',
      (socket) => socket.write('HTTP/1.1 400 Bad\r\n\r\n'),
    ],
    [
      'an indefinite length',
      'directory-answer-malformed',
      (socket) => socket.write(Buffer.from([0x30, 0x80, 0, 0])),
    ],
    [
      'a length of four gigabytes',
      'directory-answer-too-large',
      (socket) => socket.write(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xfa, 0, 0])),
    ],
    [
      'a length of eight bytes',
      'directory-answer-malformed',
      (socket) => socket.write(Buffer.alloc(16, 0x88).fill(0x30, 0, 1)),
    ],
    [
      'an entry whose list reaches beyond it',
      'directory-answer-malformed',
      (socket, id) => socket.write(message(id, Buffer.from([0x64, 4, 4, 0, 0x30, 0x7f]))),
    ],
    [
      'the answer to another question',
      'directory-answer-malformed',
      (socket, id) => socket.write(message(id + 1, result(searchDone, 0))),
    ],
    [
      'the answer to another kind of question',
      'directory-answer-malformed',
      (socket, id) => socket.write(message(id, result(0x61, 0))),
    ],
    [
      'an answer that nothing is',
      'directory-answer-malformed',
      (socket, id) => socket.write(message(id, element(0x7f))),
    ],
    [
      'a page without entries that promises another',
      'directory-answer-malformed',
      (socket, id) => socket.write(message(id, result(searchDone, 0), pageControl('next'))),
    ],
    [
      'a referral',
      'directory-refused',
      (socket, id) => socket.write(message(id, result(searchDone, 10, 'ldap://other'))),
    ],
    ['nothing', 'directory-timeout', () => undefined],
    ['the end of the connection', 'directory-unreachable', (socket) => socket.destroy()],
    [
      'half an answer',
      'directory-timeout',
      (socket, id) => socket.write(message(id, result(searchDone, 0)).subarray(0, 9)),
    ],
  ]

  it.each(answers)('R10 that sends %s: %s', async (_what, code, misbehave) => {
    const outcome = await attempt(misbehave)
    expect(outcome.code).toBe(code)
    expectBounded(outcome)
  })

  it('R10 an answer that broke the rules leaves no connection that anything could still come from', async () => {
    const { afterwards } = await attempt((socket, id) => socket.write(message(id + 1, result(searchDone, 0))))
    expect(afterwards).toBe('directory-answer-malformed')
  })

  it('R10 entries without end are refused once they are too many', async () => {
    const endless: Misbehaviour = (socket, id, request) =>
      forever(message(id, entry('cn=x')))(socket, id, request)
    const outcome = await attempt(endless)
    expect(outcome.code).toBe('directory-answer-too-large')
    expectBounded(outcome)
  })

  it('R10 pages without end are refused once they are too many', async () => {
    const outcome = await attempt((socket, id) =>
      socket.write(
        Buffer.concat([message(id, entry('cn=x')), message(id, result(searchDone, 0), pageControl('next'))]),
      ),
    )
    expect(outcome.code).toBe('directory-answer-too-large')
    expectBounded(outcome)
  })

  it('R10 references without end, one entry without end, and values without end are refused', async () => {
    const reference = (id: number) =>
      message(id, element(0x73, element(4, Buffer.from(`ldap://other/${'x'.repeat(10_000)}`))))
    const references: Misbehaviour = (socket, id, request) => forever(reference(id))(socket, id, request)
    const big: Misbehaviour = (socket, id) =>
      socket.write(message(id, entry('cn=x', { cn: [Buffer.alloc(2_000_000)] })))
    const values = Array.from({ length: 20_000 }, () => Buffer.from('v'))
    const many: Misbehaviour = (socket, id) => socket.write(message(id, entry('cn=x', { cn: values })))
    for (const misbehave of [references, big, many]) {
      const outcome = await attempt(misbehave)
      expect(outcome.code).toBe('directory-answer-too-large')
      expectBounded(outcome)
    }
  })

  it('R10 an answer byte by byte is taken when it is in time, and ended when it is not', async () => {
    const dripping =
      (pauseMs: number): Misbehaviour =>
      (socket, id) => {
        const bytes = message(id, result(searchDone, 0))
        const next = (index: number) => {
          if (index === bytes.length || socket.destroyed) return
          socket.write(bytes.subarray(index, index + 1))
          setTimeout(() => next(index + 1), pauseMs)
        }
        next(0)
      }
    expect((await attempt(dripping(1))).code).toBe(0)
    const slow = await attempt(dripping(200))
    expect(slow.code).toBe('directory-timeout')
    expectBounded(slow)
  })

  it('R8.2 nothing may be slipped in behind the answer to StartTLS, and a refusal sends no password', async () => {
    const seen: Buffer[] = []
    const outcomeOf = async (misbehave: Misbehaviour) => {
      await using server = await startHostileLdap((socket, id, request) => {
        seen.push(request)
        misbehave(socket, id, request)
      })
      const target = { kind: 'server', name: '127.0.0.1', port: server.port } as const
      const account = { kind: 'password', name: 'cn=x', password: 'the password' } as const
      return await openDirectory({ target, protection: 'starttls', account, timeoutMs }, noDiscovery).then(
        () => 'open',
        codeOf,
      )
    }
    const accepted = (id: number) => message(id, result(0x78, 0))
    const behind: Misbehaviour = (socket, id) =>
      socket.write(Buffer.concat([accepted(id), message(id + 1, result(0x61, 0))]))
    const half: Misbehaviour = (socket, id) =>
      socket.write(Buffer.concat([accepted(id), Buffer.from([0x30, 0x0c])]))
    const refusal: Misbehaviour = (socket, id) => socket.write(message(id, result(0x78, 2)))
    expect(await outcomeOf(behind)).toBe('directory-answer-malformed')
    expect(await outcomeOf(half)).toBe('directory-answer-malformed')
    expect(await outcomeOf(refusal)).toBe('directory-tls-failed')
    expect(Buffer.concat(seen).includes('the password')).toBe(false)
  })

  it('R10 whatever bytes come, an answer is a code or a few entries, and the process goes on', async () => {
    let answer: (id: number) => Buffer = () => Buffer.alloc(0)
    await using server = await startHostileLdap((socket, id) => {
      socket.end(answer(id))
    })
    const target = { kind: 'server', name: '127.0.0.1', port: server.port } as const
    const access = { target, protection: 'none', account: { kind: 'anonymous' }, timeoutMs } as const
    const good = (id: number) => [
      message(id, entry('cn=a,dc=x', { cn: [Buffer.from('a')], keywords: [Buffer.from('k')] })),
      message(id, result(searchDone, 0), pageControl('')),
    ]
    const changes = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    })
    const spoilt = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => () => Buffer.from(bytes)),
      changes.map((spots) => (id: number) => {
        const bytes = Buffer.concat(good(id))
        for (const [place, value] of spots) bytes[place % bytes.length] = value
        return bytes
      }),
    )
    await fc.assert(
      fc.asyncProperty(spoilt, async (make) => {
        answer = make
        const session = await openDirectory(access, noDiscovery)
        const outcome = await session.search(search).then((entries) => entries.length, codeOf)
        await session.close()
        expect(outcome === 0 || outcome === 1 || String(outcome).startsWith('directory-')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
