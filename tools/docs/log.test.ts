import { readFileSync } from 'node:fs'
import { logEvents } from '@muster/core/ports'
import { expect, it } from 'vitest'
import { readSourceTree } from '../source/source-tree.ts'
import { logFile, logMarkdown } from './log.ts'

it('docs/operating/log.md says what the list of lines says (if not: node tools/docs/log.ts)', () => {
  expect(readFileSync(logFile, 'utf8')).toBe(logMarkdown())
})

it('every line of the list is written somewhere', () => {
  const isWritten = ({ path }: { readonly path: string }) =>
    /^packages\/\w+\/src\//.test(path) && !/\.test\.ts$|log-events\.ts$/.test(path)
  const written = readSourceTree()
    .files.filter(isWritten)
    .map(({ text }) => text)
  const unwritten = Object.keys(logEvents).filter(
    (event) => !written.some((text) => text.includes(`'${event}'`)),
  )
  expect(unwritten).toEqual([])
})
