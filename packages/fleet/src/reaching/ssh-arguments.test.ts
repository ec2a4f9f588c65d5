/** What stands on the command line of ssh. */
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sshArguments } from './ssh-arguments.ts'

test('nobody is ever asked, and an address is never an option', () => {
  const options = { sshConfig: '/etc/own', port: 2222, user: 'admin', remoteCommand: 'sudo -n muster' }
  expect(sshArguments('lab-1', ['client', 'status', '--all'], options, 4_500)).toEqual([
    '-T',
    '-o',
    'BatchMode=yes',
    '-o',
    'RemoteCommand=none',
    '-o',
    'ClearAllForwardings=yes',
    '-o',
    'ConnectTimeout=5',
    '-F',
    '/etc/own',
    '-p',
    '2222',
    '-l',
    'admin',
    '--',
    'lab-1',
    'sudo -n muster client status --all --json',
  ])
})

test('the shell on the other side takes every word as it is', () => {
  const word = fc.string({ unit: fc.constantFrom(...'ab\'" $`\\*;&|<>()[]?!#~=-') })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 3 }), (words) => {
      const [line = ''] = sshArguments('m', words, { remoteCommand: "printf '%s\\n'" }, 1_000).slice(-1)
      const printed = execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })
      expect(printed).toBe([...words, '--json'].map((each) => `${each}\n`).join(''))
    }),
    { numRuns: 50 },
  )
})
