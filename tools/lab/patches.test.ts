/** The wrong patches fit the tree as it is; `node tools/lab/mutations.ts` shows that they are caught. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { patches } from './patches.ts'

const repository = join(import.meta.dirname, '../..')

it.each(patches)('the patch "$name" fits the code', ({ edits }) => {
  for (const { file, right } of edits)
    expect(readFileSync(join(repository, file), 'utf8').split(right), file).toHaveLength(2)
})
