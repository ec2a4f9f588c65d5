import type { ClientStatus } from '@muster/client'
import type { ErrorCode } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { judgeDirectory, objectDaysFew, unseenDaysMax } from './judge-directory.ts'

const nowMs = Date.UTC(2027, 4, 21, 12)
const isoIn = (days: number) => new Date(nowMs + days * 86_400_000).toISOString()

type Facts = Pick<ClientStatus, 'channel' | 'directory' | 'domain' | 'channels'>

function verdict(facts: Partial<Facts>) {
  const status = { channel: null, directory: null, domain: 'corp.test', channels: [], ...facts } as unknown
  return judgeDirectory(status as ClientStatus, nowMs)
}

function failing(code: ErrorCode | null, channel: Facts['channel'] = null) {
  const channels = [{ channel: 'directory', serves: false, code, detail: null }] as const
  return verdict({ channel, channels })
}

function serving(daysLeft: number, daysUnseen: number) {
  const directory = {
    domain: 'corp.test',
    objectName: 'object',
    objectDn: 'CN=object',
    checkedAt: isoIn(-daysUnseen),
    objectExpires: isoIn(daysLeft),
  }
  return verdict({ channel: 'directory', directory })
}

describe('the check of the directory', () => {
  test('is content while an object serves that lasts and was seen lately', () => {
    expect(serving(objectDaysFew, unseenDaysMax - 1).verdict).toBe('ok')
  })

  test('warns of an object that ends soon, and of one that was not seen for long', () => {
    expect(serving(objectDaysFew - 1, 0)).toMatchObject({
      verdict: 'warn',
      command: 'muster directory publish',
    })
    expect(serving(objectDaysFew, unseenDaysMax)).toMatchObject({
      verdict: 'warn',
      command: 'muster client activate',
    })
  })

  test.each([
    'channel-not-licensed',
    'channel-not-of-key',
    'channel-restricted',
    'directory-not-joined',
  ] as const)('finds nothing wrong where it is not used: %s', (code) => {
    expect(failing(code).verdict).toBe('ok')
  })

  test('fails where nothing activates the product, and warns where another way does', () => {
    expect(failing('directory-tls-failed')).toMatchObject({ verdict: 'fail', remedy: expect.any(String) })
    expect(failing('directory-tls-failed', 'host').verdict).toBe('warn')
    expect(failing('document-expired').verdict).toBe('fail')
    expect(failing(null).verdict).toBe('warn')
    expect(verdict({}).verdict).toBe('ok')
  })
})
