import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { findNode20, installPublished } from './install.ts'

const run = promisify(execFile)
const script = 'confirmation.mjs'
const vector = join(import.meta.dirname, '../../vectors/confirmations/valid/machine.json')

test('R6.4 the published packages verify a confirmation on Node.js 20 and 24', async () => {
  await using folder = await temporaryFolder()
  const product = await installPublished(folder.path)
  await copyFile(join(import.meta.dirname, script), join(product, script))
  for (const [version, node] of [
    ['24', process.execPath],
    ['20', await findNode20()],
  ] as const) {
    const { stdout } = await run(node, [script, vector], { cwd: product })
    const told = JSON.parse(stdout) as { readonly node: string; readonly month: number }
    expect(told.node).toMatch(new RegExp(`^${version}\\.`))
    expect(told.month).toBe(84)
  }
})
