/** Completion scripts, sourced by the shell that they are for. */
import { describe, expect, test } from 'vitest'
import { openShell } from './support/shell.ts'

/** What bash offers after these words. */
async function completeInBash(...words: readonly string[]): Promise<readonly string[]> {
  await using shell = await openShell()
  const typed = words.map((word) => `'${word}'`).join(' ')
  const { stdout, stderr, exitCode } = await shell.run(
    `source <(muster completion bash); COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _muster; printf '%s\\n' "\${COMPREPLY[@]}"`,
  )
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout.split('\n').filter((line) => line !== '')
}

describe('bash completes', () => {
  test('nouns', async () => expect(await completeInBash('muster', 'expl')).toEqual(['explain']))

  test('verbs, also after a flag with a value', async () => {
    expect(await completeInBash('muster', '--data', 'host', 'client', 'stat')).toEqual(['status'])
  })

  test('flags of a command', async () => {
    expect(await completeInBash('muster', 'explain', '--j')).toEqual(['--json'])
  })

  test('the choices of an argument', async () => {
    expect(await completeInBash('muster', 'completion', 'z')).toEqual(['zsh'])
  })

  test('nothing of its own for the value of a flag, so that file names follow', async () => {
    expect(await completeInBash('muster', '--data', '')).toEqual([])
  })
})
