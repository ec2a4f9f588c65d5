import { describe, expect, test } from 'vitest'
import { continuesLatest, isCopy } from './is-copy.ts'
import { judgeDuplicates } from './judge-duplicates.ts'
import { type LineageRequest, lineageRequestsMax } from './lineage.ts'

/** `A0 A1<A0 B1<A0`: machine, lease, and the lease that is continued; a small letter has no fingerprint. */
function historyOf(text: string): readonly LineageRequest[] {
  return text.split(' ').map((word, index) => {
    const [leaseId = '', previousLeaseId] = word.split('<')
    const machine = leaseId.charAt(0)
    return {
      timeMs: index,
      leaseId,
      address: `192.0.2.${index}`,
      machineName: machine,
      ...(previousLeaseId === undefined ? {} : { previousLeaseId }),
      ...(machine === machine.toLowerCase() ? {} : { fingerprint: machine }),
    }
  })
}

/** The fingerprints (or names) of the machines, and what shows that they differ. */
function judged(text: string) {
  const { machines } = judgeDuplicates(historyOf(text))
  return machines.map(({ machineName, evidence }) => [machineName, evidence].filter(Boolean).join(' '))
}

describe('R9.2 is a duplicate', () => {
  test('two clones that alternate', () => {
    expect(judged('A0 A1<A0 B1<A0 A2<A1 B2<B1')).toEqual([
      'A alternating-fingerprints',
      'B alternating-fingerprints',
    ])
  })

  test('two clones whose fork is older than the history', () => {
    expect(judged('A5<A4 B5<B4 A6<A5')).toEqual(['A alternating-fingerprints', 'B alternating-fingerprints'])
  })

  test('a lease that two fingerprints continued', () => {
    expect(judged('A0 A1<A0 B1<A0')).toEqual(['A forked-lease', 'B forked-lease'])
  })

  test('clones of a folder that was never answered', () => {
    expect(judged('A1 B1 C1')).toEqual(['A forked-lease', 'B forked-lease', 'C forked-lease'])
  })

  test('a copy that asks before its original asks again', () => {
    expect(judged('A0 B1<A0 A1<A0')).toEqual(['A forked-lease', 'B forked-lease'])
    expect(judged('A0 B1<A0 B2<B1 A1<A0 B3<B2')).toEqual([
      'A alternating-fingerprints',
      'B alternating-fingerprints',
    ])
  })

  test('what could be a restored snapshot, but stands beside another copy', () => {
    expect(judged('A0 A1<A0 A2<A1 B1<A0 C1<A0')).toEqual([
      'A forked-lease',
      'B forked-lease',
      'C forked-lease',
    ])
  })

  test('containers without fingerprints whose branches both live on', () => {
    expect(judged('a0 a1<a0 b1<a0 a2<a1 b2<b1')).toEqual(['a interleaved-branches', 'b interleaved-branches'])
  })
})

describe('R9.2 is no duplicate', () => {
  test.each([
    ['a machine alone', 'A0 A1<A0 A2<A1'],
    ['a move to new hardware', 'A0 A1<A0 B1<A1 B2<B1'],
    ['a move there and back', 'A0 B1<A0 A1<B1 A2<A1'],
    ['a retry after a lost answer', 'A0 A1<A0 A2<A0 A3<A2'],
    ['a retry after two lost answers, without fingerprint', 'a0 a1<a0 a2<a0 a3<a0 a4<a3'],
    ['a snapshot restored', 'A0 A1<A0 A2<A1 A3<A0 A4<A3'],
    ['a snapshot restored, without fingerprint', 'a0 a1<a0 a2<a1 b3<a0 b4<b3'],
    ['a snapshot restored on new hardware', 'A0 A1<A0 A2<A1 B1<A0 B2<B1'],
    ['a container without fingerprint', 'a0 b1<a0 c2<b1 d3<c2'],
    ['two requests of containers that both may be retries', 'a0 a1<a0 b1<a0 a2<a1'],
  ])('%s', (_title, text) => {
    expect(judgeDuplicates(historyOf(text)).isDuplicate).toBe(false)
  })

  test('a rename: the machine goes by its latest name', () => {
    const [first, second] = historyOf('A0 A1<A0')
    const renamed = [first, { ...second, machineName: 'NEW' }] as readonly LineageRequest[]
    expect(judgeDuplicates(renamed).machines).toMatchObject([{ machineName: 'NEW', requests: 2 }])
  })

  test('nothing', () => {
    expect(judgeDuplicates([])).toEqual({ isDuplicate: false, machines: [], latest: -1 })
  })
})

describe('R9.1 a machine of the report', () => {
  test('has names, times, address and requests of its own', () => {
    expect(judgeDuplicates(historyOf('A0 A1<A0 B1<A0 A2<A1')).machines).toEqual([
      {
        machineName: 'A',
        address: '192.0.2.3',
        fingerprint: 'A',
        firstSeenMs: 0,
        lastSeenMs: 3,
        requests: 3,
        evidence: 'alternating-fingerprints',
      },
      {
        machineName: 'B',
        address: '192.0.2.2',
        fingerprint: 'B',
        firstSeenMs: 2,
        lastSeenMs: 2,
        requests: 1,
        evidence: 'alternating-fingerprints',
      },
    ])
  })

  test('of a longer history the latest requests are judged', () => {
    const chain = Array.from({ length: lineageRequestsMax }, (_, index) =>
      index === 0 ? 'A0' : `A${index}<A${index - 1}`,
    ).join(' ')
    expect(judgeDuplicates(historyOf(`B0 ${chain}`)).isDuplicate).toBe(false)
    expect(judgeDuplicates(historyOf(`B0 ${chain.replace(/ \S+$/, '')}`)).isDuplicate).toBe(true)
  })
})

describe('R9.3 who is told', () => {
  const told = (text: string) => {
    const history = historyOf(text)
    return isCopy(history.slice(0, -1), history.at(-1) as LineageRequest)
  }

  test.each(['A0 A1<A0 B1<A0', 'A0 B1<A0 A1<A0 B2<B1', 'A1 B1', 'a0 a1<a0 b1<a0 a2<a1 b2<b1'])(
    'the copy: %s',
    (text) => expect(told(text)).toBe(true),
  )

  test.each(['A0', 'A0 A1<A0', 'A0 A1<A0 B1<A0 A2<A1', 'A0 B1<A0 A1<A0', 'a0 a1<a0 b1<a0', 'A0 B1<A0'])(
    'never the original, nor who may be it: %s',
    (text) => expect(told(text)).toBe(false),
  )

  test('no history is needed for a request that goes on where the latest ended', () => {
    const latest = { leaseId: '1', fingerprint: 'A' }
    expect(continuesLatest({ previousLeaseId: '1', fingerprint: 'A' }, latest)).toBe(true)
    expect(continuesLatest({ previousLeaseId: '0', fingerprint: 'A' }, latest)).toBe(false)
    expect(continuesLatest({ previousLeaseId: '1', fingerprint: 'B' }, latest)).toBe(false)
    expect(continuesLatest({ previousLeaseId: '1', fingerprint: 'A' }, undefined)).toBe(false)
    expect(continuesLatest({}, undefined)).toBe(false)
  })
})
