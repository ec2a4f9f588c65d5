import { Worker } from 'node:worker_threads'
import type { Verifier } from '@muster/core/ports'
import { describe, expect, test } from 'vitest'
import { createNodeCryptography } from '../cryptography.ts'
import { type Check, packChecks, unpackChecks } from './messages.ts'
import { checksWaitingMax, threadVerifier } from './thread-verifier.ts'

const cryptography = createNodeCryptography()

/** Signatures that are right, and every way in which one is not. */
async function mixedChecks(count: number): Promise<readonly Check[]> {
  const checks: Check[] = []
  for (let number = 0; number < count; number++) {
    const signer = cryptography.signer(new Uint8Array(32).fill(1 + (number % 200)))
    const message = new TextEncoder().encode(`message ${number}`)
    const signature = await signer.sign(message)
    const right = { publicKey: signer.publicKey, message, signature }
    const spoilt = [
      right,
      { ...right, message: message.slice(1) },
      { ...right, signature: signature.slice(1) },
      { ...right, publicKey: new Uint8Array() },
      { ...right, signature: signature.with(0, (signature[0] ?? 0) ^ 1) },
    ]
    checks.push(spoilt[number % spoilt.length] ?? right)
  }
  return checks
}

function onTheSpot({ publicKey, message, signature }: Check): boolean {
  return cryptography.verify(publicKey, message, signature)
}

/** Counts the checks that are made on the calling thread. */
function counting(): { readonly verifier: Verifier; readonly made: () => number } {
  let made = 0
  const verify: Verifier['verify'] = (...parts) => {
    made++
    return cryptography.verify(...parts)
  }
  return { verifier: { ...cryptography, verify }, made: () => made }
}

describe('signatures that are checked in a thread', () => {
  test('get the verdict that they get on the spot, however many there are at once', async () => {
    const { verifier, made } = counting()
    const background = threadVerifier(verifier)
    const checks = await mixedChecks(300)
    const expected = checks.map(onTheSpot)
    expect(new Set(expected)).toEqual(new Set([true, false]))
    const judge = () =>
      Promise.all(
        checks.map(({ publicKey, message, signature }) => background.verify(publicKey, message, signature)),
      )
    // The thread needs a moment to begin; from then on nothing is checked here.
    for (let before = -1; made() !== before; ) {
      before = made()
      expect(await judge()).toEqual(expected)
    }
  })

  test('are checked on the spot where one comes alone', async () => {
    const { verifier, made } = counting()
    const background = threadVerifier(verifier, () => {
      throw new Error('no thread is needed')
    })
    const [check] = await mixedChecks(1)
    if (check === undefined) throw new Error('no check')
    expect(await background.verify(check.publicKey, check.message, check.signature)).toBe(true)
    expect(made()).toBe(1)
  })

  test('are checked on the spot when the thread ends, those on their way included', async () => {
    const { verifier, made } = counting()
    const ready = `const { parentPort } = require('node:worker_threads')
      parentPort.postMessage(new Uint8Array())
      parentPort.on('message', () => process.exit(1))`
    let threads = 0
    const background = threadVerifier(verifier, () => {
      threads++
      return new Worker(ready, { eval: true })
    })
    const checks = await mixedChecks(20)
    const expected = checks.map(onTheSpot)
    for (let round = 0; round < 20; round++) {
      const verdicts = checks.map((check) =>
        background.verify(check.publicKey, check.message, check.signature),
      )
      expect(await Promise.all(verdicts)).toEqual(expected)
      await new Promise(setImmediate)
    }
    expect(made()).toBe(20 * checks.length)
    expect(threads).toBe(1)
  })

  test('are checked on the spot when too many wait', async () => {
    const { verifier, made } = counting()
    const background = threadVerifier(verifier)
    const [check] = await mixedChecks(1)
    if (check === undefined) throw new Error('no check')
    const { publicKey, message } = check
    // Malformed ones cost nothing.
    const many = Array.from({ length: checksWaitingMax + 1 }, () =>
      background.verify(publicKey, message, new Uint8Array()),
    )
    expect(made()).toBe(1)
    expect(new Set(await Promise.all(many))).toEqual(new Set([false]))
  })
})

test('checks arrive as they were packed', async () => {
  const checks = await mixedChecks(7)
  expect(unpackChecks(packChecks(checks))).toEqual(checks)
  expect(unpackChecks(packChecks([]))).toEqual([])
})
