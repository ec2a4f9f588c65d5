import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { codeOf } from '@muster/core/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inTransaction, openDatabase } from './database.ts'
import type { Migration } from './migration.ts'

const first: Migration = {
  number: 1,
  name: 'things',
  statements: ['CREATE TABLE things (id INTEGER PRIMARY KEY) STRICT'],
}
const second: Migration = {
  number: 2,
  name: 'names',
  statements: ['ALTER TABLE things ADD COLUMN name TEXT'],
}

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-database-'))
  path = join(folder, 'store.db')
})

afterEach(() => rmSync(folder, { recursive: true }))

function codeOfThrown(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return codeOf(error)
  }
  return 'nothing was thrown'
}

/** How many locks this process holds on the file, where the system tells. */
function locksOn(file: string): number {
  const inode = statSync(file).ino
  const locks = existsSync('/proc/locks') ? readFileSync('/proc/locks', 'utf8').split('\n') : []
  return locks.filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${inode} `)).length
}

/** A database with enough rows to have several pages, closed. */
function fill(): void {
  const database = openDatabase(path, [first])
  const insert = database.prepare('INSERT INTO things (id) VALUES (?)')
  inTransaction(database, () => {
    for (let id = 1; id <= 5_000; id++) insert.run(id)
  })
  database.close()
}

describe('opening a database', () => {
  test('commits reach the disk before they return', () => {
    const database = openDatabase(path, [first])
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    expect(database.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
    database.close()
  })

  test('the file and its log are for their owner only', () => {
    const database = openDatabase(path, [first])
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o077).toBe(0)
    database.close()
  })

  test('R2.10 opening it once more takes no lock from who has it open', () => {
    const serving = openDatabase(path, [first])
    serving.prepare('SELECT * FROM things').all()
    const held = locksOn(path)
    openDatabase(path, [first]).close()
    expect(locksOn(path)).toBe(held)
    serving.close()
    expect(locksOn(path)).toBe(0)
  })

  test('each migration runs once, also when a later one is added', () => {
    openDatabase(path, [first]).close()
    openDatabase(path, [first, second]).close()
    const database = openDatabase(path, [first, second])
    expect(database.prepare('SELECT number, name FROM migrations').all()).toEqual([
      { number: 1, name: 'things' },
      { number: 2, name: 'names' },
    ])
    database.close()
  })

  test('a migration that fails leaves nothing of itself', () => {
    const broken: Migration = {
      number: 2,
      name: 'names',
      statements: [...second.statements, 'CREATE NONSENSE'],
    }
    expect(codeOfThrown(() => openDatabase(path, [first, broken]))).toBe('store-failed')
    openDatabase(path, [first, second]).close()
  })

  test('a store of newer software is refused', () => {
    openDatabase(path, [first, second]).close()
    expect(codeOfThrown(() => openDatabase(path, [first]))).toBe('store-newer')
  })

  test('the store of another service is refused', () => {
    openDatabase(path, [first]).close()
    expect(codeOfThrown(() => openDatabase(path, [{ ...second, number: 1 }]))).toBe('store-damaged')
  })

  test('a file that is no database is damaged', () => {
    writeFileSync(path, 'not a database, but long enough to have a header '.repeat(50))
    expect(codeOfThrown(() => openDatabase(path, [first]))).toBe('store-damaged')
  })

  test('a file that was cut is damaged', () => {
    fill()
    truncateSync(path, 6_000)
    const opened = codeOfThrown(() => {
      const database = openDatabase(path, [first])
      inTransaction(database, () => database.prepare('SELECT count(*) FROM things').get())
    })
    expect(opened).toBe('store-damaged')
  })

  test('a folder that does not exist fails', () => {
    expect(codeOfThrown(() => openDatabase(join(folder, 'none', 'store.db'), [first]))).toBe('store-failed')
  })

  test('a folder instead of a file fails', () => {
    expect(codeOfThrown(() => openDatabase(folder, [first]))).toBe('store-failed')
  })
})

describe('a transaction', () => {
  test('a failure inside it is passed on and nothing is written', () => {
    const database = openDatabase(path, [first])
    const failing = () =>
      inTransaction(database, () => {
        database.exec('INSERT INTO things (id) VALUES (1)')
        throw new RangeError('ours')
      })
    expect(failing).toThrow(RangeError)
    expect(database.prepare('SELECT id FROM things').all()).toEqual([])
    database.close()
  })

  test('a write that SQLite refuses is store-failed and the next one works', () => {
    const database = openDatabase(path, [first])
    const insert = () => inTransaction(database, () => database.exec('INSERT INTO things (id) VALUES (1)'))
    database.exec('PRAGMA query_only = ON')
    expect(codeOfThrown(insert)).toBe('store-failed')
    database.exec('PRAGMA query_only = OFF')
    insert()
    expect(database.prepare('SELECT id FROM things').all()).toEqual([{ id: 1 }])
    database.close()
  })

  test('a disk that is full is store-failed and nothing is half written', () => {
    const database = openDatabase(path, [first])
    database.exec('PRAGMA max_page_count = 4')
    const insert = database.prepare('INSERT INTO things (id) VALUES (?)')
    const fillUp = () =>
      inTransaction(database, () => {
        for (let id = 1; id <= 20_000; id++) insert.run(id)
      })
    expect(codeOfThrown(fillUp)).toBe('store-failed')
    expect(database.isTransaction).toBe(false)
    expect(database.prepare('SELECT count(*) AS rows FROM things').get()).toEqual({ rows: 0 })
    database.close()
  })

  test('while another process writes, the wait ends with store-locked', () => {
    const database = openDatabase(path, [first])
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    database.exec('PRAGMA busy_timeout = 1')
    expect(codeOfThrown(() => inTransaction(database, () => 1))).toBe('store-locked')
    other.exec('COMMIT')
    expect(inTransaction(database, () => 1)).toBe(1)
    other.close()
    database.close()
  })
})

test('a file without the right to write fails, unless the account may do everything', () => {
  openDatabase(path, [first]).close()
  chmodSync(path, 0o400)
  const code = codeOfThrown(() => openDatabase(path, [first]).close())
  expect(code).toBe(process.getuid?.() === 0 ? 'nothing was thrown' : 'store-failed')
})
