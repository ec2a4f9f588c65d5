/** Python with Debian's CBOR and cryptography verifies what we sign and refuses what we refuse. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type DocumentVector, readDocumentVectors, validVector, withChangedBits } from './document-vectors.ts'

const python = '/usr/bin/python3'
const script = fileURLToPath(new URL('verify.py', import.meta.url))

interface Outcome {
  readonly content?: unknown
  readonly refused?: string
}

const missing = whatIsMissing()
if (missing !== undefined) {
  console.warn(`SKIPPED: interop with Python. ${missing} Run tests/servers/install.`)
}

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('a verifier in Python', () => {
  it('finds its packages', () => {
    expect(missing).toBeUndefined()
  })

  it('accepts every valid document and reads the same content', () => {
    const vectors = readDocumentVectors('valid')
    const outcomes = verifyAll(vectors)
    for (const [index, vector] of vectors.entries()) {
      expect(outcomes[index], vector.name).toEqual({ content: vector.content })
    }
  })

  it('refuses every invalid document', () => {
    const vectors = readDocumentVectors('invalid')
    const outcomes = verifyAll(vectors)
    const accepted = vectors.filter((_, index) => outcomes[index]?.refused === undefined)
    expect(accepted.map(({ name }) => name)).toEqual([])
  })

  it.each([
    ['answer', 3],
    ['answer-with-certificates', 7],
    ['host-certificate', 5],
    ['product-licence', 11],
    ['activation-object', 7],
  ])('refuses %s changed in one bit', (name, step) => {
    const vectors = withChangedBits(validVector(name), step)
    const outcomes = verifyAll(vectors)
    const accepted = vectors.filter((_, index) => outcomes[index]?.refused === undefined)
    expect(accepted.map((vector) => vector.name)).toEqual([])
    expect(outcomes).toHaveLength(vectors.length)
  })
})

function verifyAll(vectors: readonly DocumentVector[]): readonly Outcome[] {
  const input = JSON.stringify(vectors)
  const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout) as readonly Outcome[]
}

function whatIsMissing(): string | undefined {
  const { error, status, stderr } = spawnSync(python, ['-c', 'import cbor2, cryptography'], {
    encoding: 'utf8',
  })
  if (error !== undefined) return `${python} cannot be run.`
  return status === 0 ? undefined : `${stderr.trim().split('\n').at(-1)}.`
}
