/** What only a store in a file can do or suffer; the promises of every store are in the conformance suite. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { codeOf } from '@muster/core/errors'
import type { HostStore } from '@muster/core/stores'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask, machinesIn, pendingOf, startMs, writeEvents } from '../conformance/samples.ts'
import { codeOfRejection } from '../conformance/store-bench.ts'
import { openSqliteHostStore } from './host-store.ts'

let folder: string
let path: string
let store: HostStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-host-file-'))
  path = join(folder, 'host.db')
  store = openSqliteHostStore(path)
})

afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

/** All bytes of all files, as text that holds the ASCII of them. */
function bytesOnDisk(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n')
}

describe('the secret of a host key', () => {
  const partialProductKey = '7Y2KQ'
  const secret = 'B3CDE-FGHJK-MNPQR-TVWXY-7Y2KQ'
  const installation = { partialProductKey, productGroup: 1, installedAtMs: startMs }

  test('R1.6 is in no byte on the disk once the host is activated', async () => {
    await store.saveInstallation({ ...installation, productKey: secret })
    expect(bytesOnDisk()).toContain(secret)
    const bytes = Uint8Array.of(1)
    const activation = {
      activatedAtMs: 1,
      hostCertificate: bytes,
      issuerCertificate: bytes,
      catalogue: bytes,
    }
    await store.saveInstallation({ ...installation, activation })
    expect(bytesOnDisk()).not.toContain(secret.slice(0, 12))
  })

  test('R1.6 is in no byte on the disk once the key is removed', async () => {
    await store.saveInstallation({ ...installation, productKey: secret })
    await store.removeInstallation(partialProductKey)
    expect(bytesOnDisk()).not.toContain(secret.slice(0, 12))
  })
})

describe('another process', () => {
  const script = `
    import { openSqliteHostStore } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    import { ask, pendingOf } from ${JSON.stringify(new URL('../conformance/samples.ts', import.meta.url).href)}
    const store = openSqliteHostStore(process.argv[1])
    await ask(store, pendingOf(100))
    process.stdout.write('written')
    for await (const _ of process.stdin) await store.saveSettings({ retryMinutes: 15 })
    process.stdout.write('saved')
  `

  test('writes and changes settings, and this one counts on from there', async () => {
    await ask(store, pendingOf(1))
    const before = await store.revision()
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, path])
    await once(child.stdout, 'data')
    expect(await ask(store, pendingOf(2))).toEqual([3])
    expect(machinesIn((await store.counts())[0])).toEqual([1, 100, 2])
    child.stdin.end('now')
    await once(child, 'close')
    expect(await store.revision()).not.toBe(before)
    expect(await store.settings()).toEqual({ retryMinutes: 15 })
  })

  test('R2.10 that is killed loses nothing that it was told is written', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, path])
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(await ask(store, pendingOf(2))).toEqual([2])
    expect((await store.events({ limit: 9 })).items).toHaveLength(2)
  })

  test('that keeps the file too long makes a batch store-locked, and the next one works', async () => {
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    const impatient = openSqliteHostStore(path, { busyTimeoutMs: 1 })
    expect(await codeOfRejection(ask(impatient, pendingOf(1)))).toBe('store-locked')
    other.exec('COMMIT')
    other.close()
    expect(await ask(impatient, pendingOf(1))).toEqual([1])
    await impatient.close()
  })
})

describe('a backup', () => {
  test('is for its owner only, and leaves no other file', async () => {
    const backup = join(folder, 'backup.db')
    await store.backup(backup)
    expect(statSync(backup).mode & 0o077).toBe(0)
    expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual(['backup.db'])
  })

  test.each(['host.db', 'link.db'])('onto the store itself is refused (%s)', async (name) => {
    symlinkSync(path, join(folder, 'link.db'))
    await ask(store, pendingOf(1))
    expect(await codeOfRejection(store.backup(join(folder, name)))).toBe('usage')
    expect(await ask(store, pendingOf(2))).toEqual([2])
  })

  test('into a folder that does not exist is store-failed', async () => {
    expect(await codeOfRejection(store.backup(join(folder, 'none', 'backup.db')))).toBe('store-failed')
  })

  test('closing waits for it', async () => {
    await ask(store, pendingOf(1))
    const backup = join(folder, 'backup.db')
    const copying = store.backup(backup)
    await store.close()
    expect(existsSync(backup)).toBe(true)
    await copying
    const copy = openSqliteHostStore(backup)
    expect((await copy.counters()).total).toBe(1)
    await copy.close()
  })
})

describe('a damaged file', () => {
  test('is store-damaged when it is opened', async () => {
    await store.close()
    writeFileSync(path, 'something else '.repeat(500))
    let code = ''
    try {
      openSqliteHostStore(path)
    } catch (error) {
      code = codeOf(error)
    }
    expect(code).toBe('store-damaged')
  })

  test('with a row that is not as it was written is store-damaged when it is read', async () => {
    await writeEvents(store, {
      kind: 'service',
      id: 12_400,
      timeMs: 1,
      level: 'information',
      code: 'success',
      fields: {},
    })
    const other = new DatabaseSync(path)
    for (const change of [`fields = '{'`, `fields = '{}', level = 'loud'`, 'fields = NULL']) {
      other.exec(`UPDATE events SET ${change}`)
      expect(await codeOfRejection(store.events({ limit: 1 }))).toBe('store-damaged')
    }
    other.close()
  })
})

describe('a long event log', () => {
  const eventsCount = 6_000
  const fill = () =>
    writeEvents(
      store,
      ...Array.from({ length: eventsCount }, (_, index) => ({
        kind: 'service' as const,
        id: 12_400,
        timeMs: startMs + index,
        level: 'information' as const,
        code: 'success' as const,
        fields: {},
      })),
    )

  test.each([
    ['few', eventsCount - 100],
    ['many', 500],
  ])('gives the events since a moment, in order, %s of them', async (_title, firstMs) => {
    await fill()
    const sinceMs = startMs + firstMs
    const newest = await store.events({ limit: 2, sinceMs })
    const oldest = await store.events({ limit: 2, sinceMs, oldestFirst: true })
    const second = await store.events({ limit: 1, sinceMs, oldestFirst: true, after: oldest.next ?? '' })
    const times = [newest, oldest, second].map(({ items }) =>
      items.map(({ event }) => event.timeMs - startMs),
    )
    expect(times).toEqual([[eventsCount - 1, eventsCount - 2], [firstMs, firstMs + 1], [firstMs + 2]])
  })
})
