/** What measures large stores runs, on little data and very briefly: for errors only, never for figures. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { postgresPrograms } from '../servers/postgres.ts'
import { describeWith } from '../support/needs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../tools/bench/large-store/main.ts')
const load = ['--machines', '500', '--events', '2000']
const brief = ['--rounds', '1', '--seconds', '0.2']
/** Retention begins ten seconds after a host's start: too long for what it would tell here. */
const parts = ['answers', 'batches', 'pages', 'reads', 'reports']

describeWith([`${postgresPrograms}/postgres`], 'the benchmark of large stores', () => {
  test.each(['sqlite', 'postgres'])('loads and measures %s', async (store) => {
    await using folder = await temporaryFolder()
    // Whoever runs the database's server has to get to its folder.
    await run('chmod', ['755', folder.path])
    const measure = (part: string, ...words: readonly string[]) =>
      run(process.execPath, [program, part, '--store', store, '--data', folder.path, ...words])
    expect((await measure('load', ...load)).stdout).toContain('loaded')
    for (const part of parts) await measure(part, ...brief)
    const figures = JSON.parse(await readFile(join(folder.path, 'figures.json'), 'utf8'))
    expect(Object.keys(figures).sort()).toEqual(['machine', ...parts.map((part) => `${store} ${part}`)])
    expect(figures[`${store} answers`].figures['64 at once'].loadedPerSecond.median).toBeGreaterThan(0)
  })
})
