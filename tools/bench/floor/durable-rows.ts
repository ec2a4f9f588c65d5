/** The floor of the disk: rows of a request's size in one SQLite table, so many in each durable commit. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Rows of one commit. */
export const rowsPerCommit = 50
const rowBytes = 256

/** Rows that became durable in a second. */
export function measureDurableRows(folder: string, seconds: number): number {
  const path = join(folder, 'floor.sqlite')
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    database.exec('CREATE TABLE rows (number INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT')
    const insert = database.prepare('INSERT INTO rows (content) VALUES (?)')
    const content = new Uint8Array(rowBytes)
    const startMs = performance.now()
    let rows = 0
    while (performance.now() - startMs < seconds * 1_000) {
      database.exec('BEGIN IMMEDIATE')
      for (let row = 0; row < rowsPerCommit; row++) insert.run(content)
      database.exec('COMMIT')
      rows += rowsPerCommit
    }
    return rows / ((performance.now() - startMs) / 1_000)
  } finally {
    database.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  }
}
