import { describe, expect, it } from 'vitest'
import { parseStamp } from './times.ts'

const expected = Date.UTC(2010, 8, 29, 21, 46)

describe('a time', () => {
  it.each([
    '2010/9/29 21:46',
    '2010/09/29 21:46',
    '2010-09-29T21:46:00',
    '2010-09-29 21:46:00.000',
    '29.09.2010 21:46:00',
    '29-09-2010 21:46',
    '9/29/2010 9:46:00 PM',
    '29/9/2010 21:46',
    '9/29/2010, 9:46 p.m.',
    '\u200e9/\u200e29/\u200e2010 9:46:00\u202fPM',
    '2010. 9. 29. 21:46:00',
  ])('is read as it stands, without a zone: %s', (text) => {
    expect(parseStamp(text)).toEqual({ timeMs: expected, utc: false })
  })

  it.each(['2010-09-29T21:46:00.1234567Z', '2010-09-29T23:46:00+02:00', '2010-09-29T16:16:00-05:30'])(
    'with a zone is UTC: %s',
    (text) => {
      expect(parseStamp(text)).toEqual({ timeMs: expected, utc: true })
    },
  )

  it('with a month and a day that could be either begins with the month', () => {
    expect(parseStamp('2/3/2010 4:05')?.timeMs).toBe(Date.UTC(2010, 1, 3, 4, 5))
    expect(parseStamp('2.3.2010 4:05')?.timeMs).toBe(Date.UTC(2010, 2, 2, 4, 5))
  })

  it.each([
    ['12:30 AM', 0],
    ['1:30 AM', 1],
    ['12:30 PM', 12],
    ['11:30 PM', 23],
  ] as const)('at %s is in hour %d', (clock, hour) => {
    expect(parseStamp(`9/29/2010 ${clock}`)?.timeMs).toBe(Date.UTC(2010, 8, 29, hour, 30))
  })

  it.each([
    '',
    'never',
    '2010/2/30 1:00',
    '2010/13/1 1:00',
    '1999/12/31 1:00',
    '2010/1/1 24:00',
    '9/29/2010 13:00 PM',
    '1/1/1/1 1:1',
  ])('that does not exist is none: %s', (text) => {
    expect(parseStamp(text)).toBeUndefined()
  })
})
