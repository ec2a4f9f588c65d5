import { expect, test } from 'vitest'
import { channelOrder } from './channels.ts'

test('R4.1 channels are tried in the order directory, host, MAK, where licence and key allow them', () => {
  const all = ['mak', 'host', 'directory'] as const
  const of = (
    keyKind: 'setup' | 'mak',
    isDomainMember: boolean,
    licenceChannels: readonly ('mak' | 'host' | 'directory')[] = all,
  ) => channelOrder({ licenceChannels, keyKind, isDomainMember })
  expect(of('setup', true)).toEqual(['directory', 'host'])
  expect(of('setup', false)).toEqual(['host'])
  expect(of('mak', true)).toEqual(['mak'])
  expect(of('setup', true, ['mak'])).toEqual([])
  expect(of('mak', true, ['host'])).toEqual([])
})
