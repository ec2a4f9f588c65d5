/**
 * Empties the write-ahead log of what must be forgotten (R1.6). While another connection reads from a moment before,
 * SQLite keeps the log; then it is tried again after each later write, until it is empty.
 */
import type { DatabaseSync } from 'node:sqlite'

/** The log of one connection. */
export class ForgetfulLog {
  readonly #database: DatabaseSync
  #isDue = false

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** What was just overwritten must leave the log too. */
  forget(): void {
    this.#isDue = true
    this.afterWrite()
  }

  /** Tries again what could not be done before; waits for nobody and never fails. */
  afterWrite(): void {
    if (!this.#isDue) return
    const { timeout } = this.#database.prepare('PRAGMA busy_timeout').get() as { timeout: number }
    this.#database.exec('PRAGMA busy_timeout = 0')
    try {
      const row = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
      this.#isDue = row.busy !== 0
    } catch {
      // What was written is on the disk, and must not be told as failed; the log is tried again after the next write.
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${timeout}`)
    }
  }
}
