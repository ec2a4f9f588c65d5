/** Finding a command by its words. */
import { expect, test } from 'vitest'
import { suggest } from './suggestion.ts'
import { command, group, resolveCommand, walkCommands } from './tree.ts'

const never = () => Promise.reject(new Error('loaded'))
const root = group('muster', '', [
  group('host', '', [group('dns', '', [command('show', never)]), command('status', never)]),
  command('up', never),
])

test('words lead down the tree, the rest is kept', () => {
  expect(resolveCommand(root, ['host', 'dns', 'show', 'x', '--y'], [])).toMatchObject({
    path: ['host', 'dns', 'show'],
    rest: ['x', '--y'],
  })
})

test('flags before the noun are kept, with their value', () => {
  expect(resolveCommand(root, ['--data', 'host', 'up'], ['--data'])).toMatchObject({
    path: ['up'],
    rest: ['--data', 'host'],
  })
})

test('an unknown word stops at the noun above it', () => {
  expect(resolveCommand(root, ['host', 'stats'], [])).toMatchObject({
    path: ['host'],
    unknown: 'stats',
  })
})

test('every command is walked with its path, without loading', () => {
  expect([...walkCommands(root)].map(({ path }) => path.join(' '))).toEqual([
    'host dns show',
    'host status',
    'up',
  ])
})

test.each([
  ['stauts', 'status'],
  ['statis', 'status'],
  ['hots', 'host'],
  ['sta', 'status'],
  ['xyzzy', undefined],
])('%s probably means %s', (word, meant) => {
  expect(suggest(word, ['host', 'status', 'up'])).toBe(meant)
})
