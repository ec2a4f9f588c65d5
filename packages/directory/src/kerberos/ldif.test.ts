import { codeOf } from '@muster/core/errors'
import { describe, expect, it } from 'vitest'
import { addChange, parseEntries, removeChange, replaceChange } from './ldif.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64')

describe('entries in LDIF', () => {
  it('come with their values, plain and encoded', () => {
    const ldif = `dn: cn=a,dc=x\ncn: a\nCN: b: c\nobjectGUID:: AAEC\n\n# refldap://other\n\ndn:: ${encoded('cn=ü')}\nempty:\n\n\n`
    const [first, second] = parseEntries(ldif, 10)
    expect(first?.values.get('cn')?.map((value) => Buffer.from(value).toString())).toEqual(['a', 'b: c'])
    expect(first?.values.get('objectguid')).toEqual([Uint8Array.of(0, 1, 2)])
    expect([second?.dn, second?.values.get('empty')]).toEqual(['cn=ü', [new Uint8Array(0)]])
    expect(parseEntries('', 10)).toEqual([])
  })

  it('R10 are refused when they are too many or are none', () => {
    const outcome = (ldif: string, max = 2) => {
      try {
        return parseEntries(ldif, max).length
      } catch (error) {
        return codeOf(error)
      }
    }
    const entries = 'dn: a\n\ndn: b\n'
    expect(outcome(entries)).toBe(2)
    expect(outcome(entries, 1)).toBe('directory-answer-too-large')
    for (const text of ['cn: a\n', 'dn: a\nnonsense\n', 'dn: a\n folded\n'])
      expect(outcome(text)).toBe('directory-answer-malformed')
  })
})

it('changes hold every value encoded, so that none can begin a line of its own', () => {
  const value = 'a\n\ndn: cn=other\nchangetype: delete'
  const name = `dn:: ${encoded('cn=a')}\n`
  expect(addChange('cn=a', { cn: [value, 'b'] })).toBe(
    `${name}changetype: add\ncn:: ${encoded(value)}\ncn:: ${encoded('b')}\n\n`,
  )
  expect(replaceChange('cn=a', { cn: [value] })).toBe(
    `${name}changetype: modify\nreplace: cn\ncn:: ${encoded(value)}\n-\n\n`,
  )
  expect(removeChange('cn=a')).toBe(`${name}changetype: delete\n\n`)
})
