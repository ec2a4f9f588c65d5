import { codeOf } from '@muster/core/errors'
import { describe, expect, it } from 'vitest'
import { findPlace, nameOfContext, uuidOfGuid } from './place.ts'
import type { DirectoryEntry, DirectorySession } from './session.ts'

const bytes = (value: string | Uint8Array) =>
  typeof value === 'string' ? new TextEncoder().encode(value) : value
const guid = Uint8Array.from({ length: 16 }, (_, index) => index)
const uuid = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'

/** A session over entries that are there, by name. */
function sessionOf(
  entries: Readonly<Record<string, Readonly<Record<string, readonly (string | Uint8Array)[]>>>>,
): DirectorySession {
  const entryAt = (dn: string): readonly DirectoryEntry[] => {
    const attributes = entries[dn]
    if (attributes === undefined) return []
    const values = Object.entries(attributes).map(
      ([name, items]) => [name.toLowerCase(), items.map(bytes)] as const,
    )
    return [{ dn, values: new Map(values) }]
  }
  const unused = async () => false
  return {
    server: 'x:389',
    search: async ({ base }) => entryAt(base),
    add: unused,
    replace: unused,
    remove: unused,
    close: async () => {},
  }
}

describe('the place of activation objects', () => {
  it('R8.1 is the configuration partition of an Active Directory, known by its GUID', async () => {
    const configuration = 'CN=Configuration,DC=corp,DC=example'
    const session = sessionOf({
      '': { configurationNamingContext: [configuration], rootDomainNamingContext: ['DC=Corp,DC=Example'] },
      [configuration]: { objectGUID: [guid] },
    })
    expect(await findPlace(session)).toEqual({
      kind: 'active-directory',
      forestId: '03020100-0504-0706-0809-0a0b0c0d0e0f',
      forestName: 'corp.example',
      services: `CN=Services,${configuration}`,
      container: `CN=Muster,CN=Services,${configuration}`,
    })
  })

  it('is the only naming context of another directory, or the one that is named', async () => {
    const one = sessionOf({
      '': { namingContexts: ['o=corp'] },
      'o=corp': { entryUUID: [uuid.toUpperCase()] },
    })
    expect(await findPlace(one)).toMatchObject({ kind: 'ldap', forestId: uuid, forestName: 'o=corp' })
    const two = sessionOf({ '': { namingContexts: ['o=a', 'o=b'] }, 'o=b': { entryUUID: [uuid] } })
    expect(await findPlace(two).catch(codeOf)).toBe('directory-base-unknown')
    expect(await findPlace(two, 'o=b')).toMatchObject({ container: 'CN=Muster,CN=Services,o=b' })
    expect(await findPlace(two, 'o=c').catch(codeOf)).toBe('directory-base-unknown')
  })

  it.each([
    ['no id', {}],
    ['an id that is none', { entryUUID: ['x'] }],
    ['a GUID that is too short', { objectGUID: [guid.slice(1)] }],
  ])('R8.2 is unknown where the partition has %s', async (_what, attributes) => {
    const session = sessionOf({ '': { namingContexts: ['o=corp'] }, 'o=corp': attributes })
    expect(await findPlace(session).catch(codeOf)).toBe('directory-base-unknown')
  })

  it('R10 is not taken from a name that is too long or breaks the line', async () => {
    const named = (name: string) => findPlace(sessionOf({ '': { namingContexts: [name] } })).catch(codeOf)
    expect(await named('o='.padEnd(1_025, 'x'))).toBe('directory-base-unknown')
    expect(await named('o=a\nb')).toBe('directory-answer-malformed')
  })

  it('has a DNS name where its components are one', () => {
    expect(['DC=A, dc=b', 'ou=x,dc=b', 'dc=a\\2c,dc=b'].map(nameOfContext)).toEqual([
      'a.b',
      'ou=x,dc=b',
      'dc=a\\2c,dc=b',
    ])
    expect(uuidOfGuid(guid)).toBe('03020100-0504-0706-0809-0a0b0c0d0e0f')
  })
})
