import { describe, expect, it } from 'vitest'
import { recordTypes } from './constants.ts'
import { nsupdateScript, zoneFileLine } from './presentation.ts'
import { encodeAddressData, encodeServiceData } from './record-data.ts'

const service = {
  name: '_muster._tcp.corp.test',
  type: recordTypes.SRV,
  data: encodeServiceData({ priority: 10, weight: 20, port: 1688, target: 'host.corp.test' }),
  ttlSeconds: 3_600,
}
const address = {
  name: 'host.corp.test',
  type: recordTypes.AAAA,
  data: encodeAddressData('2001:db8::1') ?? new Uint8Array(),
  ttlSeconds: 60,
}

describe('records for people', () => {
  it('R5.3 are zone-file lines', () => {
    expect(zoneFileLine(service)).toBe('_muster._tcp.corp.test. 3600 IN SRV 10 20 1688 host.corp.test.')
    expect(zoneFileLine(address)).toBe('host.corp.test. 60 IN AAAA 2001:db8::1')
  })

  it('R5.3 are input for nsupdate', () => {
    const update = { zone: 'corp.test', additions: [service], deletions: [address] }
    expect(nsupdateScript(update, { name: '127.0.0.1', port: 53 })).toBe(
      [
        'server 127.0.0.1 53',
        'zone corp.test.',
        'update delete host.corp.test. IN AAAA 2001:db8::1',
        'update add _muster._tcp.corp.test. 3600 IN SRV 10 20 1688 host.corp.test.',
        'send',
        '',
      ].join('\n'),
    )
  })
})
