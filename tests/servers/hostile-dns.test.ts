/** What a DNS server that means harm can do: nothing but make a look-up or an update fail with a code, in bounded time. */
import { recordTypes } from '@muster/core/dns'
import { codeOf, type ErrorCode } from '@muster/core/errors'
import { ask, findZone, sendUpdate } from '@muster/host/dns'
import { createResolver } from '@muster/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HostileDns, type Reply, replyTo, srvRecord, startHostileDns } from './hostile-dns.ts'
import { dnsClientPorts } from './publish-services.ts'

const name = '_muster._tcp.corp.test'
/** One try waits 2 s, and there are three over UDP; a resolver tries twice and waits longer the second time. */
const answeredWithinMs = 15_000
const fuzzRounds = 300
/** The resolver waits for a good reply when a bad one came, so these look-ups run side by side. */
const resolverFuzzRounds = 60

const label = (text: string) => [text.length, ...Buffer.from(text)]
const target = Uint8Array.from([...label('host'), ...label('corp'), ...label('test'), 0])
const repeated = (record: Uint8Array, count: number) =>
  Uint8Array.from(Array.from({ length: count }, () => [...record]).flat())

let hostile: HostileDns
const server = () => ({ name: '127.0.0.1', port: hostile.port })

beforeAll(async () => {
  hostile = await startHostileDns()
})

afterAll(async () => hostile[Symbol.asyncDispose]())

const whole: Reply = (query) => replyTo(query, { answers: 1, sections: srvRecord(target) })

const replies: Readonly<Record<string, Reply>> = {
  'an empty datagram': () => new Uint8Array(),
  'three bytes': (query) => query.slice(0, 3),
  'only a header': (query) => query.slice(0, 12),
  'the query itself': (query) => new Uint8Array(query),
  'another id': (query) => {
    const bytes = whole(query, false) ?? new Uint8Array()
    return bytes.map((byte, index) => (index < 2 ? byte ^ 0xff : byte))
  },
  'a reply to another question': (query) => {
    const bytes = whole(query, false) ?? new Uint8Array()
    return bytes.map((byte, index) => (index === 14 ? 0x78 : byte))
  },
  'counts beyond the end': (query) => replyTo(query, { answers: 65_535, sections: srvRecord(target) }),
  'a record cut off': (query) => replyTo(query, { answers: 1, sections: srvRecord(target).slice(0, -5) }),
  'a name that points at itself': (query) =>
    replyTo(query, { answers: 1, sections: Uint8Array.from([0xc0, 40, 0, 33, 0, 1, 0, 0, 0, 60, 0, 0]) }),
  'a target that points forwards': (query) =>
    replyTo(query, { answers: 1, sections: srvRecord(Uint8Array.from([0xff, 0xff])) }),
  'a label without end': (query) =>
    replyTo(query, { answers: 1, sections: srvRecord(Uint8Array.from([63, ...target])) }),
  'always truncated, over TCP too': (query) => replyTo(query, { flags: 0x8600 }),
  'thousands of records over TCP': (query, overTcp) =>
    overTcp
      ? replyTo(query, { answers: 3_000, sections: repeated(srvRecord(Uint8Array.from([0xc0, 12])), 3_000) })
      : replyTo(query, { flags: 0x8600 }),
  'an oversize datagram': (query) =>
    replyTo(query, { answers: 1_500, sections: repeated(srvRecord(Uint8Array.from([0xc0, 12])), 1_500) }),
  nothing: () => undefined,
}

const codesAllowed: readonly ErrorCode[] = [
  'dns-message-malformed',
  'dns-no-answer',
  'dns-reply-unverified',
  'dns-no-records',
  'dns-name-missing',
  'dns-server-failure',
  'dns-refused',
  'dns-zone-not-found',
]

async function outcomeOf(work: Promise<unknown>): Promise<{ readonly code: string; readonly ms: number }> {
  const startMs = performance.now()
  const code = await work.then(
    () => 'success',
    (error: unknown) => codeOf(error),
  )
  return { code, ms: performance.now() - startMs }
}

/** Small seeded generator, so that a failure can be repeated. */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** A valid reply with a few bytes changed, cut off or added behind its id. */
function spoilt(seed: number): Reply {
  return (query) => {
    const draw = generator(seed)
    const bytes = [...(whole(query, false) ?? [])]
    for (let change = 0; change <= draw(8); change++) {
      const at = 2 + draw(bytes.length - 2)
      const kind = draw(3)
      if (kind === 0) bytes.splice(at, 1 + draw(4))
      else if (kind === 1) bytes.splice(at, 0, draw(256), 0xc0, draw(256))
      else bytes[at] = draw(256)
    }
    return Uint8Array.from(bytes)
  }
}

describe('a DNS server that answers', () => {
  it.concurrent.each(Object.entries(replies))(
    '%s makes a question, an update and a look-up fail with a code in time',
    async (_title, reply) => {
      await using own = await startHostileDns()
      own.answer(reply)
      const server = { name: '127.0.0.1', port: own.port }
      const key = { name: 'key', algorithm: 'hmac-sha256', secret: new Uint8Array(32) } as const
      const update = { zone: 'corp.test', additions: [], deletions: [] }
      const outcomes = await Promise.all([
        outcomeOf(ask(dnsClientPorts, server, name, recordTypes.SRV)),
        outcomeOf(sendUpdate(dnsClientPorts, server, update, key)),
        outcomeOf(createResolver({ servers: [server] }).services(name)),
      ])
      for (const { code, ms } of outcomes) {
        expect([...codesAllowed, 'success']).toContain(code)
        expect(ms).toBeLessThan(answeredWithinMs)
      }
      expect(outcomes[1]?.code).not.toBe('success')
    },
  )
})

describe('a DNS server that answers a spoilt reply', () => {
  it(`never makes the host's client crash or hang: ${fuzzRounds} seeds`, async () => {
    const resolver = createResolver({ servers: [server()] })
    const hints = { server: server(), resolverServers: [] }
    for (let seed = 1; seed <= fuzzRounds; seed++) {
      hostile.answer(spoilt(seed))
      const { code } = await outcomeOf(ask(dnsClientPorts, server(), name, recordTypes.SRV))
      expect([...codesAllowed, 'success'], `seed ${seed}`).toContain(code)
      if (seed % 50 !== 0) continue
      const found = await outcomeOf(findZone({ ...dnsClientPorts, resolver }, name, hints))
      expect([...codesAllowed, 'success'], `seed ${seed}`).toContain(found.code)
    }
  })

  it(`never makes the resolver crash or hang: ${resolverFuzzRounds} seeds`, async () => {
    let seed = 1_000
    hostile.answer((query, overTcp) => spoilt(++seed)(query, overTcp))
    const outcomes = await Promise.all(
      Array.from({ length: resolverFuzzRounds }, () =>
        outcomeOf(createResolver({ servers: [server()] }).services(name)),
      ),
    )
    for (const { code, ms } of outcomes) {
      expect([...codesAllowed, 'success']).toContain(code)
      expect(ms).toBeLessThan(answeredWithinMs)
    }
  })

  it('hands on a bounded number of hosts', async () => {
    const record = srvRecord(Uint8Array.from([0xc0, 12]))
    hostile.answer((query, overTcp) =>
      overTcp
        ? replyTo(query, { answers: 2_500, sections: repeated(record, 2_500) })
        : replyTo(query, { flags: 0x8600 }),
    )
    const services = await createResolver({ servers: [server()] })
      .services(name)
      .catch(() => [])
    expect(services.length).toBeLessThanOrEqual(256)
  })
})
