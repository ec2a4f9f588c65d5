/** Where state goes when nobody says. */
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolderOf } from './data-folder.ts'
import type { Terminal } from './terminal.ts'

function surroundings(changes: Partial<Terminal>): Terminal {
  const stream = { write: () => undefined, isTerminal: false, columns: () => undefined }
  return {
    stdout: stream,
    stderr: stream,
    stdin: process.stdin,
    environment: {},
    platform: 'linux',
    isAdministrator: false,
    homeFolder: '/account',
    onStopRequest: () => undefined,
    ...changes,
  }
}

test('what is given wins, and is made absolute', () => {
  expect(dataFolderOf('host', 'here', surroundings({}))).toBe(resolve('here'))
  expect(dataFolderOf('host', tmpdir(), surroundings({}))).toBe(tmpdir())
})

test.each([
  ['linux', true, {}, '/var/lib/muster/host'],
  ['linux', false, {}, '/account/.local/state/muster/host'],
  ['linux', false, { XDG_STATE_HOME: '/state' }, '/state/muster/host'],
  ['darwin', true, {}, '/Library/Application Support/Muster/host'],
  ['darwin', false, {}, '/account/Library/Application Support/Muster/host'],
] as const)('%s, administrator %s: %j', (platform, isAdministrator, environment, folder) => {
  expect(dataFolderOf('host', undefined, surroundings({ platform, isAdministrator, environment }))).toBe(
    folder,
  )
})
