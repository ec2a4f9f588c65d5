/** What a host keeps in a few rows: counters, settings, and the revision of what an administrator changes. */

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type CounterName, counterNames } from '@muster/core/counting'
import type { HostSettings } from '@muster/core/stores'
import { optional } from './row.ts'

/** Amounts to add, by counter. */
export type CounterAmounts = ReadonlyMap<CounterName, number>

/** Reads and writes `counters`, `settings` and `host`. */
export class HostTables {
  readonly #counters: StatementSync
  readonly #addCounter: StatementSync
  readonly #settings: StatementSync
  readonly #putSetting: StatementSync
  readonly #deleteSetting: StatementSync
  readonly #revision: StatementSync
  readonly #addRevision: StatementSync

  constructor(database: DatabaseSync) {
    this.#counters = database.prepare('SELECT name, amount FROM counters')
    this.#addCounter = database.prepare(addCounter)
    this.#settings = database.prepare('SELECT name, minutes FROM settings')
    this.#putSetting = database.prepare(putSetting)
    this.#deleteSetting = database.prepare('DELETE FROM settings WHERE name = ?')
    this.#revision = database.prepare('SELECT revision FROM host')
    this.#addRevision = database.prepare('UPDATE host SET revision = revision + 1')
  }

  counters(): Readonly<Record<CounterName, number>> {
    const amounts = new Map(this.#counters.all().map((row) => [String(row.name), Number(row.amount)]))
    const pairs = counterNames.map((name) => [name, amounts.get(name) ?? 0])
    return Object.fromEntries(pairs)
  }

  addToCounters(amounts: CounterAmounts): void {
    for (const [name, amount] of amounts) this.#addCounter.run(name, amount)
  }

  settings(): HostSettings {
    const minutes = new Map(this.#settings.all().map((row) => [row.name, Number(row.minutes)]))
    return {
      ...optional('retryMinutes', minutes.get('retry')),
      ...optional('renewalMinutes', minutes.get('renewal')),
    }
  }

  saveSettings(settings: HostSettings): void {
    this.#saveSetting('retry', settings.retryMinutes)
    this.#saveSetting('renewal', settings.renewalMinutes)
  }

  revision(): number {
    return Number(this.#revision.get()?.revision)
  }

  addRevision(): void {
    this.#addRevision.run()
  }

  #saveSetting(name: 'retry' | 'renewal', minutes: number | undefined): void {
    if (minutes === undefined) this.#deleteSetting.run(name)
    else this.#putSetting.run(name, minutes)
  }
}

const addCounter = `INSERT INTO counters (name, amount) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`

const putSetting = `INSERT INTO settings (name, minutes) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET minutes = excluded.minutes`
