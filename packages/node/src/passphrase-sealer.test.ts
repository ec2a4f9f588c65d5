import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { passphraseSealer } from './passphrase-sealer.ts'

const sealer = passphraseSealer(2 ** 10)
const secret = new Uint8Array(32).fill(7)

describe('a secret under a passphrase', () => {
  test('comes back with the passphrase, however its letters are composed', async () => {
    const sealed = await sealer.seal(secret, 'fünf Äpfel')
    expect(await sealer.open(sealed, 'fünf Äpfel'.normalize('NFD'))).toEqual(secret)
  })

  test('is sealed differently each time and never stands in the clear', async () => {
    const [first, second] = await Promise.all([sealer.seal(secret, 'a'), sealer.seal(secret, 'a')])
    expect(first).not.toEqual(second)
    expect(Buffer.from(first).toString()).not.toContain(Buffer.from(secret).toString('hex'))
  })

  test('is opened by a sealer of another cost', async () => {
    expect(await passphraseSealer(2 ** 11).open(await sealer.seal(secret, 'a'), 'a')).toEqual(secret)
  })

  test('stays closed for another passphrase', async () => {
    expect(await codeFrom(sealer.open(await sealer.seal(secret, 'a'), 'b'))).toBe('passphrase-wrong')
  })

  test('stays closed when any byte of the file was changed', async () => {
    const sealed = await sealer.seal(secret, 'a')
    for (let index = 0; index < sealed.length; index += 3) {
      const changed = sealed.slice()
      changed[index] = (changed[index] ?? 0) ^ 1
      const opened = await sealer.open(changed, 'a').catch(codeOf)
      expect(opened === 'passphrase-wrong' || Buffer.from(secret).equals(opened as Uint8Array)).toBe(true)
    }
  })

  test('of a file that asks for too much memory, or is none, is refused at once', async () => {
    const sealed = Buffer.from(await sealer.seal(secret, 'a')).toString()
    const greedy = sealed.replace('"cost": 1024', '"cost": 2097152')
    for (const text of [greedy, '', '{}', 'null', 'x'.repeat(5_000)])
      expect(await codeFrom(sealer.open(Buffer.from(text), 'a'))).toBe('passphrase-wrong')
  })
})

function codeFrom(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'opened', codeOf)
}
