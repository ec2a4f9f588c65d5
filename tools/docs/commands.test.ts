import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commandsFile, commandsMarkdown } from './commands.ts'

it('docs/operating/commands.md says what the commands say (if not: node tools/docs/commands.ts)', async () => {
  expect(readFileSync(commandsFile, 'utf8')).toBe(await commandsMarkdown())
})
