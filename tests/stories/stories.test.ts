/** Every story under `scripts/` is a test: commands typed at a shell, with the output that they promise. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { runStory } from './support/run-story.ts'

const folder = join(import.meta.dirname, 'scripts')

describe('the command tells', () => {
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.txt')))
    test(name.replace(/\.txt$/, '').replaceAll('-', ' '), () => runStory(join(folder, name)))
})
