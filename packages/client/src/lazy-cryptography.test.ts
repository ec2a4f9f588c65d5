import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { nodeCryptography } from '@muster/node'
import { expect, test } from 'vitest'
import { lazyCryptography } from './lazy-cryptography.ts'

const run = promisify(execFile)
const claim = {
  publicKey: new Uint8Array(96),
  productGroup: 1,
  installationId: new Uint8Array(22),
  confirmation: new Uint8Array(48),
}

test('confirmations can be checked once that was learnt, and nothing else changes', async () => {
  const cryptography = lazyCryptography(nodeCryptography)
  expect(cryptography.confirms).toBeUndefined()
  await cryptography.learnConfirmations()
  await cryptography.learnConfirmations()
  expect(cryptography.confirms?.(claim)).toBe(false)
  const signer = cryptography.signer(new Uint8Array(32).fill(1))
  const signature = await signer.sign(new Uint8Array(3))
  expect(cryptography.verify(signer.publicKey, new Uint8Array(3), signature)).toBe(true)
  expect(cryptography.sha256(new Uint8Array(1))).toEqual(nodeCryptography.sha256(new Uint8Array(1)))
})

test('a product that embeds the client does not load short signatures before it meets one', async () => {
  const entry = join(import.meta.dirname, 'index.ts')
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    await import(${JSON.stringify(entry)})
    console.log(loaded.filter((url) => /noble|short-signatures/.test(url)).length, loaded.length > 50)
  `
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  expect(stdout.trim()).toBe('0 true')
})
