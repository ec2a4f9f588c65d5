/** What a test does to a database beside the store, with PostgreSQL's own client. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { postgresPrograms } from './postgres.ts'

const run = promisify(execFile)

/** Runs statements. */
export async function execute(url: string, sql: string): Promise<void> {
  await runClient(url, sql)
}

/** Runs one SELECT and gives its rows. */
export async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse(await runClient(url, `SELECT coalesce(json_agg(rows), '[]') FROM (${sql}) AS rows`))
}

async function runClient(url: string, sql: string): Promise<string> {
  const options = ['-X', '-q', '-t', '-A', '-v', 'ON_ERROR_STOP=1']
  return (await run(join(postgresPrograms, 'psql'), [...options, '-d', url, '-c', sql])).stdout
}
