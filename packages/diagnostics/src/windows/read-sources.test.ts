import { describe, expect, it } from 'vitest'
import { readTexts, readVectors, sourceOf, vectorBytes } from './fixtures.fixtures.ts'
import { readSources } from './read-sources.ts'

const clientVariants = [
  ['dlv-client-licensed.txt', 'utf-8'],
  ['dlv-client-licensed.cr-only.txt', 'utf-8'],
  ['dlv-client-licensed.utf8-bom.txt', 'utf-8'],
  ['dlv-client-licensed.utf16le-bom.txt', 'utf-16le'],
  ['dlv-client-licensed.utf16le-no-bom.txt', 'utf-16le'],
  ['dlv-client-licensed.utf16be-bom.txt', 'utf-16be'],
  ['dlv-client-licensed.utf16be-no-bom.txt', 'utf-16be'],
] as const

const hostLogs = [
  'events-host.wevtutil.xml',
  'events-host.event-viewer.xml',
  'events-host.pretty.utf16le-bom.xml',
  'events-host.fields-only.xml',
  'events-host.rendered.xml',
  'events-host.event-viewer.csv',
  'events-host.event-viewer-german.csv',
  'events-host.event-viewer-japanese.tab.utf16le-bom.txt',
  'events-host.event-viewer.tab.txt',
  'events-host.event-viewer.tab-without-quotes.txt',
  'events-host.get-winevent.csv',
  'events-host.own-columns.csv',
  'events-host.own-columns-in-another-order.csv',
  'events-host.wevtutil-text.txt',
  'events-host.format-list.txt',
  'events-host.event-viewer-copy.txt',
  'events-host.info-lines.txt',
] as const

describe('an output of slmgr /dlv', () => {
  it.each(clientVariants)('says the same in %s', async (name, encoding) => {
    const { products, gaps, sources } = await readVectors(name)
    expect(gaps).toEqual([])
    expect(sources[0]).toMatchObject({ encoding, lines: 26 })
    expect(products).toHaveLength(1)
    expect(products[0]).toMatchObject({
      name: 'Windows(R), Enterprise edition',
      channel: 'kms-client',
      applicationId: '55c92734-d682-4d71-983e-d6ec3f16059f',
      licenceState: 1,
      minutesLeft: 253_564,
      rearmsLeft: 1_001,
      client: {
        cmid: '36f27b39-2fd5-440b-be67-a09996d27a38',
        host: 'kms1.corp.example:1688',
        hostFrom: 'dns',
        activationIntervalMinutes: 120,
        renewalIntervalMinutes: 10_080,
        caching: true,
      },
    })
  })

  it.each([1, 7, 4_096])('says the same in chunks of %d bytes', async (chunkBytes) => {
    for (const [name] of clientVariants) {
      const { products } = await readSources([sourceOf(name, await vectorBytes(name), chunkBytes)])
      expect(products[0]?.client?.cmid, name).toBe('36f27b39-2fd5-440b-be67-a09996d27a38')
    }
  })

  it('of a client that was never activated tells state and reason', async () => {
    const { products } = await readVectors('dlv-client-notification.txt')
    expect(products).toMatchObject([{ licenceState: 5, reason: 0xc004f056, channel: 'kms-client' }])
    expect(products[0]?.client).toBeUndefined()
  })

  it('of Windows 7 tells the pinned host and the grace', async () => {
    const { products, gaps } = await readVectors('dli-client-windows-7-grace.txt')
    expect(gaps).toEqual([])
    expect(products).toMatchObject([
      {
        licenceState: 2,
        minutesLeft: 12_960,
        client: { host: 'oldkms.corp.example', hostFrom: 'pinned', caching: false },
      },
    ])
  })

  it('of a directory client tells that the directory activated it', async () => {
    const { products } = await readVectors('dli-client-directory.txt')
    expect(products).toMatchObject([{ directory: true, licenceState: 1, client: undefined }])
  })

  it('of a host tells count, port, publishing, priority and counters', async () => {
    const { products, gaps } = await readVectors(
      'dli-host-server-2008.txt',
      'dlv-host-server-2012-r2-and-office.txt',
    )
    expect(gaps).toEqual([])
    expect(products.map(({ channel }) => channel)).toEqual(Array(3).fill('kms-host'))
    expect(products.map(({ host }) => host)).toMatchObject([
      { currentCount: 2, listeningPort: 1_688, dnsPublishing: true, lowPriority: false },
      { currentCount: 12, listeningPort: 1_689, dnsPublishing: false, lowPriority: true },
      { currentCount: 10, counters: [] },
    ])
    expect(products[1]?.host?.counters).toEqual([1_200, 130, 0, 700, 300, 10, 0, 190])
  })

  it('in German is read by the form of its values, and says what was not', async () => {
    const { products, gaps, sources } = await readVectors('dlv-client-german.windows-1252.txt')
    expect(sources[0]?.encoding).toBe('windows-1252')
    expect(products).toMatchObject([
      {
        name: 'Windows(R), Enterprise edition',
        channel: 'kms-client',
        applicationId: '55c92734-d682-4d71-983e-d6ec3f16059f',
        licenceState: 1,
        client: {
          cmid: '5a1b2c3d-0000-4000-8000-00000000de01',
          host: 'kms1.corp.example:1688',
          renewalIntervalMinutes: 10_080,
        },
      },
    ])
    expect(gaps).toMatchObject([{ place: { line: 20 } }])
  })

  it('in French is read by the order of its numbers', async () => {
    const { products, gaps } = await readVectors('dli-host-french.txt')
    expect(products).toMatchObject([
      { channel: 'kms-host', host: { currentCount: 7, listeningPort: 1_688, dnsPublishing: undefined } },
    ])
    expect(products[0]?.host?.counters).toEqual([90, 3, 0, 60, 20, 1, 0, 6])
    expect(gaps.map(({ place }) => place.line)).toEqual([6, 9, 12])
  })

  it('may be a piece that was copied', async () => {
    const { products } = await readVectors('dlv-client-piece.txt')
    expect(products).toMatchObject([{ channel: 'unknown', client: { host: 'kms1.corp.example:1688' } }])
  })

  it('belongs to the machine that a line before it names', async () => {
    const { products } = await readVectors('dlv-two-clients-one-cmid.txt')
    expect(products.map(({ machine }) => machine)).toEqual(['PC-017', 'PC-018'])
  })
})

describe('a log of a host', () => {
  it.each(hostLogs)('says the same in %s', async (name) => {
    const { requests, dropped } = await readVectors(name)
    expect(dropped).toEqual({})
    expect(requests.size).toBe(5)
    expect([...requests.name].map((number) => requests.names[number])).toEqual(
      ['pc-a', 'pc-b', 'pc-a', 'pc-b', 'pc-c'].map((host) => `${host}.corp.example`),
    )
    expect(new Set([...requests.cmid].map((number) => requests.cmids[number])).size).toBe(2)
    expect([...requests.licenceState]).toEqual([2, 2, 2, 2, 1])
  })

  it('without quotes around its messages is understood whole', async () => {
    const { gaps, sources } = await readVectors('events-host.event-viewer.tab-without-quotes.txt')
    expect(gaps).toEqual([])
    expect(sources[0]?.contents).toEqual({ 'event-csv': 5 })
  })

  it('that was exported several times counts once', async () => {
    const { requests } = await readVectors('events-host.wevtutil.xml', 'events-host.event-viewer-german.csv')
    expect(requests.size).toBe(5)
    expect(requests.repeated).toBe(5)
    expect([...requests.utc]).toEqual(Array(5).fill(1))
  })

  it('is in order of time whatever the order of the export', async () => {
    const lines = new TextDecoder()
      .decode(await vectorBytes('events-host.wevtutil.xml'))
      .trim()
      .split('\r\n')
    const { requests } = await readTexts(lines.reverse().join('\n'))
    expect([...requests.seconds]).toEqual([...requests.seconds].sort())
    expect(requests.size).toBe(5)
  })

  it('tells line and record number of each event', async () => {
    const { requests } = await readVectors('events-host.wevtutil.xml')
    expect([...requests.line]).toEqual([1, 2, 3, 4, 5])
    expect([...requests.record]).toEqual([100, 101, 102, 103, 104])
  })
})

describe('a log of clients', () => {
  it('tells requests, answers, failures, and leaves out events of no concern', async () => {
    const { clientEvents, serviceEvents, sources } = await readVectors('events-client.wevtutil.xml')
    expect(clientEvents.map(({ content }) => content)).toMatchObject([
      { kind: 'request-sent', host: 'kms1.corp.example:1688', minimumCount: 25 },
      { kind: 'answer-processed', flags: 0x4000008, activated: false, count: 4 },
      { kind: 'request-sent', result: 0xc004f074 },
    ])
    expect(serviceEvents.map(({ content }) => content)).toMatchObject([
      { kind: 'service-failure', eventId: 8_198, result: 0xc004f074 },
      { kind: 'directory-activation' },
      { kind: 'dns-publishing', result: 0x80072338, domain: 'corp.example' },
    ])
    expect(sources[0]?.otherEvents).toBe(1)
  })
})

describe('an answer of slmgr /xpr', () => {
  it('tells the state of each phrase', async () => {
    const { expiries } = await readVectors('xpr-each-phrase.txt')
    expect(expiries.map(({ licenceState }) => licenceState)).toEqual([1, 1, 1, 1, 0, 2, 3, 4, 5, 6])
  })

  it('tells product and date', async () => {
    const { expiries, gaps } = await readVectors('xpr.txt')
    expect(gaps).toEqual([])
    expect(expiries[0]).toMatchObject({
      name: 'Windows(R), Professional edition',
      expiresMs: Date.UTC(2027, 1, 7, 15, 35, 1),
    })
  })
})

describe('an answer of DNS', () => {
  it.each([
    'srv.nslookup.txt',
    'srv.nslookup-linux.txt',
    'srv.dig.txt',
    'srv.host.txt',
    'srv.resolve-dnsname.txt',
  ])('tells the records in %s', async (name) => {
    const { serviceRecords, gaps } = await readVectors(name)
    expect(gaps).toEqual([])
    expect(serviceRecords[0]).toMatchObject({
      owner: '_vlmcs._tcp.corp.example',
      target: 'kms1.corp.example',
      port: 1_688,
      priority: 0,
      weight: 0,
    })
  })

  it.each(['srv.nslookup-missing.txt', 'srv.dig-missing.txt'])(
    'tells that the name is missing in %s',
    async (name) => {
      const { names } = await readVectors(name)
      expect(names).toMatchObject([{ name: '_vlmcs._tcp.branch.example', address: undefined }])
    },
  )
})

describe('a mix', () => {
  it('is taken apart, and what is nothing is said with its line', async () => {
    const { sources, gaps } = await readVectors('mixed.txt')
    expect(sources[0]?.contents).toEqual({ slmgr: 1, 'event-xml': 2, dns: 1, 'slmgr-expiry': 1 })
    expect(gaps).toMatchObject([{ place: { source: 0, line: 1 } }])
  })

  it('is taken apart without blank lines, too', async () => {
    const { sources, gaps } = await readTexts(
      [
        'Name: Windows(R), Enterprise edition',
        'Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel',
        'License Status: Licensed',
        '0x0,25,pc-1,00000001-2fd5-440b-be67-a09996d27a38,2026/8/1 9:30,0,1,1,7a3f0c52-1111-4222-8333-00000000a001',
        '_vlmcs._tcp.corp.example has SRV record 0 0 1688 kms1.corp.example.',
        'Name: Windows(R), Enterprise edition',
        'Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel',
      ].join('\n'),
    )
    expect(gaps).toEqual([])
    expect(sources[0]?.contents).toEqual({ slmgr: 2, 'info-line': 1, dns: 1 })
  })

  it('names the source of each fact', async () => {
    const { products, serviceRecords } = await readVectors('dli-host-server-2008.txt', 'srv.host.txt')
    expect(products[0]?.place).toEqual({ source: 0, line: 1 })
    expect(serviceRecords[0]?.place).toEqual({ source: 1, line: 1 })
  })
})

describe('damaged input', () => {
  it('costs the event that is cut, and no other', async () => {
    const { requests, gaps } = await readVectors('damaged.event-cut.xml')
    expect(requests.size).toBe(3)
    expect(gaps).toMatchObject([{ place: { line: 3 } }])
  })

  it('of a row without end is said with the line where it began', async () => {
    const { gaps } = await readVectors('damaged.row-without-end.csv')
    expect(gaps).toMatchObject([{ place: { line: 2 } }])
  })

  it('that is a binary log gets the command that turns it into text', async () => {
    const { sources } = await readVectors('binary-log.evtx')
    expect(sources[0]?.unreadable).toContain('wevtutil qe')
  })

  it('that is empty is said to be', async () => {
    const { sources } = await readTexts('')
    expect(sources[0]?.unreadable).toBe('It is empty.')
  })
})
