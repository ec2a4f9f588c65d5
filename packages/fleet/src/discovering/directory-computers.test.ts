/** What is asked of a directory for computers: no pattern asks for anything but names. */
import type { DirectoryAccess } from '@muster/directory'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  computerFilter,
  directoryComputers,
  patternCharactersMax,
  wildcardsMax,
} from './directory-computers.ts'

const access: DirectoryAccess = {
  target: { kind: 'server', name: 'localhost', port: 1 },
  protection: 'ldaps',
  account: { kind: 'anonymous' },
  timeoutMs: 1_000,
}
const ports = { resolver: { services: async () => [] }, draw: () => 0 }

describe('the filter for computers', () => {
  test('fits short and full names, and leaves disabled accounts out', () => {
    expect(computerFilter('PC-*', true)).toBe(
      '(&(objectCategory=computer)(|(cn=PC-*)(dNSHostName=PC-*))(!(userAccountControl:1.2.840.113556.1.4.803:=2)))',
    )
    expect(computerFilter('*', false)).toBe('(&(objectClass=device)(cn=*))')
  })

  test('RFC 4515 whatever the pattern, only its asterisks mean something', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: patternCharactersMax }), (pattern) => {
        const filter = computerFilter(pattern, false)
        const value = filter.slice('(&(objectClass=device)(cn='.length, -'))'.length)
        expect(value).not.toMatch(/[()\0]/)
        expect(value.replace(/\\[0-9a-f]{2}/g, '')).not.toContain('\\')
        expect(value.split('*').length).toBe(pattern.split('*').length)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a search', () => {
  const wrong = expect.objectContaining({ code: 'usage' })
  test('R10 takes a pattern within its bounds and no other', () => {
    const search = (pattern: string) => () => directoryComputers({ access, pattern }, ports)
    expect(search('a'.repeat(patternCharactersMax))).not.toThrow()
    expect(search('a'.repeat(patternCharactersMax + 1))).toThrow(wrong)
    expect(search('*'.repeat(wildcardsMax))).not.toThrow()
    expect(search('*'.repeat(wildcardsMax + 1))).toThrow(wrong)
    expect(search('')).toThrow(wrong)
  })

  test('of a directory that is down has its code', async () => {
    const computers = directoryComputers({ access }, ports).computers()
    await expect(computers[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'directory-unreachable',
    })
  })
})
