import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorsFile, errorsMarkdown } from './errors.ts'

it('docs/errors.md says what the error table says (if not: node tools/docs/errors.ts)', () => {
  expect(readFileSync(errorsFile, 'utf8')).toBe(errorsMarkdown())
})
