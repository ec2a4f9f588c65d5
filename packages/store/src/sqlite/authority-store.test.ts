import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { AuthorityStore } from '@muster/core/stores'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activationOf, auditOf, hostKey, productOf } from '../authority-conformance.fixtures.ts'
import { testAuthorityStore } from '../authority-conformance.ts'
import { openSqliteAuthorityStore } from './authority-store.ts'

testAuthorityStore('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-authority-store-'))
  const open = async () => openSqliteAuthorityStore(join(folder, 'authority.db'))
  return {
    open,
    reopen: async (store: AuthorityStore) => {
      await store.close()
      return open()
    },
    cleanUp: async () => rmSync(folder, { recursive: true }),
  }
})

describe('the file of an authority', () => {
  let folder: string
  let path: string
  let store: AuthorityStore

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-authority-file-'))
    path = join(folder, 'authority.db')
    store = openSqliteAuthorityStore(path)
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  test('the audit log takes additions only, whoever writes to the file', async () => {
    await store.record([{ kind: 'audit-added', entry: auditOf(1) }])
    const other = new DatabaseSync(path)
    expect(() => other.exec('DELETE FROM audit')).toThrow(/only grows/)
    expect(() => other.exec("UPDATE audit SET who = 'nobody'")).toThrow(/only grows/)
    other.close()
    expect((await store.audit({ limit: 10 })).items).toHaveLength(1)
  })

  test('R3.3 two processes on one file never count past each other', async () => {
    const other = openSqliteAuthorityStore(path)
    await store.record([{ kind: 'key-issued', key: hostKey }])
    await other.record([{ kind: 'host-activated', activation: activationOf('aa', 1) }])
    const hosts = await store.decideForKey({ keyHash: hostKey.keyHash }, (state) => ({
      changes: [],
      result: state?.hostsActivated,
    }))
    expect(hosts).toBe(1)
    await other.close()
  })

  test('a copy holds everything and is for its owner only', async () => {
    await store.record([{ kind: 'product-added', product: productOf(1) }])
    const copyPath = join(folder, 'copy.db')
    await store.backup(copyPath)
    expect(statSync(copyPath).mode & 0o077).toBe(0)
    const copy = openSqliteAuthorityStore(copyPath)
    expect(await copy.products()).toEqual([productOf(1)])
    await copy.close()
  })
})
