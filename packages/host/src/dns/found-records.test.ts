import { type Publication, wantedAddressRecords, wantedServiceRecord } from '@muster/core/discovery'
import { decodeMessage, encodeMessage, type ResourceRecord, recordClasses } from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import type { DnsClientPorts } from './dns-client.ts'
import { findRecords } from './found-records.ts'

const server = { name: '192.0.2.53', port: 53 }
const nameMissing = 3
const refused = 5
const publication: Publication = {
  serviceLabel: 'muster',
  domain: 'corp.test',
  hostName: 'host.corp.test',
  port: 1688,
  priority: 0,
  weight: 0,
  ttlSeconds: 3_600,
}
const service = wantedServiceRecord(publication)
const [address] = wantedAddressRecords('host.corp.test', ['192.0.2.1'], 3_600)
const wanted = address === undefined ? [service] : [service, address]

/** A server that holds these records, or answers everything with one response code. */
function dns(records: readonly (typeof service)[], rcode = 0): DnsClientPorts {
  return {
    clock: { nowMs: () => 0 },
    random: { bytes: (length) => new Uint8Array(length) },
    hash: { hmac: () => new Uint8Array() } as unknown as DnsClientPorts['hash'],
    transport: {
      exchange: async (_server, bytes) => {
        const query = decodeMessage(bytes)
        const [question] = query.questions
        const isAsked = ({ name, type }: typeof service) => name === question?.name && type === question.type
        const answers = records
          .filter(isAsked)
          .map((record): ResourceRecord => ({ ...record, class: recordClasses.IN }))
        return encodeMessage({ ...query, isResponse: true, rcode, answers })
      },
    },
  }
}

async function statesOf(records: readonly (typeof service)[], rcode?: number) {
  return (await findRecords(dns(records, rcode), server, wanted)).map(({ state }) => state)
}

describe('R5.1 what stands in DNS beside what is to stand', () => {
  test('a record that is there stands, also among those of other hosts', async () => {
    const other = wantedServiceRecord({ ...publication, hostName: 'other.corp.test' })
    expect(await statesOf([other, ...wanted])).toEqual(['stands', 'stands'])
    const [found] = await findRecords(dns([other, service]), server, wanted)
    expect(found?.found).toEqual(['0 0 1688 other.corp.test.', '0 0 1688 host.corp.test.'])
  })

  test('one of this host with other values differs; one of another host alone leaves it missing', async () => {
    const moved = wantedServiceRecord({ ...publication, port: 1689 })
    const elsewhere = wantedAddressRecords('host.corp.test', ['192.0.2.9'], 60)
    expect(await statesOf([moved, ...elsewhere])).toEqual(['differs', 'differs'])
    const other = wantedServiceRecord({ ...publication, hostName: 'other.corp.test' })
    expect(await statesOf([other])).toEqual(['missing', 'missing'])
  })

  test('a name that does not exist is missing; a server that refuses or is silent tells nothing', async () => {
    expect(await statesOf([], nameMissing)).toEqual(['missing', 'missing'])
    const answers = await findRecords(dns([], refused), server, wanted)
    expect(answers.map(({ state, code }) => [state, code])).toEqual([
      ['unknown', 'dns-refused'],
      ['unknown', 'dns-refused'],
    ])
    const silent = {
      ...dns([]),
      transport: { exchange: () => Promise.reject(new AppError('dns-no-answer')) },
    }
    const unheard = await findRecords(silent, server, wanted)
    expect(unheard.map(({ code }) => code)).toEqual(['dns-no-answer', 'dns-no-answer'])
    expect((await findRecords(silent, undefined, wanted)).map(({ state }) => state)).toEqual([
      'unknown',
      'unknown',
    ])
  })
})
