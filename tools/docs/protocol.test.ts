/** docs/protocol.md agrees with the code: its CDDL with the vectors, its tables with the constants. */
import { readdirSync, readFileSync } from 'node:fs'
import {
  activationObjectBytesMax,
  answerBytesMax,
  catalogueBytesMax,
  catalogueProductsMax,
  documentNames,
  encodeCbor,
  hostCertificateBytesMax,
  issuerCertificateBytesMax,
  nestingMax,
  productGroupsMax,
  productLicenceBytesMax,
  telephoneCertificateBytesMax,
} from '@muster/core/documents'
import { assert } from '@muster/core/errors'
import {
  encodeHostActivationAnswer,
  encodeMachineActivationAnswer,
  encodeMachineBatchAnswer,
  encodeMachineBatchRequest,
  encodeObjectAnswer,
  encodeObjectRequest,
  machineBatchMax,
  signHostActivationRequest,
  signMachineActivationRequest,
} from '@muster/core/issuing'
import {
  machineNameBytesMax,
  refusalBytesMax,
  requestBytesMax,
  requestsPerConnectionMax,
} from '@muster/core/wire'
import { nodeCryptography } from '@muster/node'
import { describe, expect, it } from 'vitest'
import { parseCddl } from './cddl-grammar.ts'
import { cddlMismatch } from './cddl-match.ts'

const root = new URL('../../', import.meta.url)
const text = readFileSync(new URL('docs/protocol.md', root), 'utf8')
const rules = parseCddl([...text.matchAll(/```cddl\n(.*?)```/gs)].map(([, block]) => block).join('\n'))

const nonce = new Uint8Array(8)

interface Vector {
  readonly bytes: string
  readonly document?: string
  readonly kind?: string
  readonly content?: { readonly kind?: string }
  readonly code?: string
}

const valid = [...vectorsOf('documents/valid'), ...vectorsOf('wire/valid')].filter(isOneMessage)
const malformedInOneClaim = [
  'documents/invalid/serial-too-short',
  'documents/invalid/time-negative',
  'documents/invalid/critical-claim-unknown',
  'documents/invalid/algorithm-es256',
  'documents/invalid/signer-not-named',
  'documents/invalid/header-unsigned',
  'documents/invalid/answer-count-zero',
  'documents/invalid/activation-object-with-critical-claim',
  'wire/invalid/request-licence-state-7',
  'wire/invalid/request-nonce-too-short',
  'wire/invalid/request-critical-claim',
  'wire/invalid/request-with-key-id',
]

describe('the CDDL in docs/protocol.md', () => {
  it.each(valid)('describes %s', (_path, vector) => {
    expect(cddlMismatch(rules, ruleOf(vector), messageOf(vector))).toBeUndefined()
  })

  it.each(malformedInOneClaim)('does not describe %s', (path) => {
    const vector = readVector(path)
    expect(cddlMismatch(rules, ruleOf(vector), messageOf(vector))).toBeDefined()
  })

  it('describes the activation of a host', async () => {
    const host = nodeCryptography.signer(new Uint8Array(32).fill(1))
    const request = { productKey: 'X'.repeat(29), hostPublicKey: host.publicKey, hostName: 'h', nonce }
    const signed = await signHostActivationRequest({ ...request, hostTimeSeconds: 1_800_000_000 }, host)
    expect(cddlMismatch(rules, 'host-activation-request', signed)).toBeUndefined()
    const [issuerCertificate, hostCertificate, catalogue] = [
      'issuer-certificate',
      'host-certificate',
      'catalogue',
    ].map((name) => messageOf(readVector(`documents/valid/${name}`)))
    assert(
      issuerCertificate !== undefined && hostCertificate !== undefined && catalogue !== undefined,
      'three files',
    )
    const answer = encodeHostActivationAnswer({ issuerCertificate, hostCertificate, catalogue, nonce })
    expect(cddlMismatch(rules, 'host-activation-answer', answer)).toBeUndefined()
    const swapped = encodeHostActivationAnswer({
      issuerCertificate,
      hostCertificate: catalogue,
      catalogue,
      nonce,
    })
    expect(cddlMismatch(rules, 'host-activation-answer', swapped)).toBeDefined()
  })

  it('describes a certificate by telephone, and tells it from a signed one', () => {
    const vector = JSON.parse(
      readFileSync(new URL('vectors/confirmations/valid/host.json', root), 'utf8'),
    ) as { readonly telephoneCertificate: string }
    const bytes = Buffer.from(vector.telephoneCertificate, 'hex')
    expect(cddlMismatch(rules, 'telephone-certificate', bytes)).toBeUndefined()
    expect(cddlMismatch(rules, 'host-proof', bytes)).toBeUndefined()
    expect(cddlMismatch(rules, 'host-certificate', bytes)).toBeDefined()
  })

  it('describes an activation object by telephone, and tells it from a signed one', () => {
    const vector = JSON.parse(
      readFileSync(new URL('vectors/confirmations/valid/directory.json', root), 'utf8'),
    ) as { readonly telephoneObject: string }
    const bytes = Buffer.from(vector.telephoneObject, 'hex')
    expect(cddlMismatch(rules, 'telephone-object', bytes)).toBeUndefined()
    expect(cddlMismatch(rules, 'directory-object', bytes)).toBeUndefined()
    expect(cddlMismatch(rules, 'activation-object', bytes)).toBeDefined()
  })

  it('describes how an activation object is asked for', () => {
    const forestId = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'
    const request = { productKey: 'X'.repeat(29), forestId, forestName: 'corp.example', nonce }
    const bytes = encodeObjectRequest({ ...request, timeSeconds: 1_800_000_000 })
    expect(cddlMismatch(rules, 'object-request', bytes)).toBeUndefined()
    const object = messageOf(readVector('documents/valid/activation-object'))
    expect(cddlMismatch(rules, 'object-answer', encodeObjectAnswer({ nonce, object }))).toBeUndefined()
    const catalogue = messageOf(readVector('documents/valid/catalogue'))
    expect(
      cddlMismatch(rules, 'object-answer', encodeObjectAnswer({ nonce, object: catalogue })),
    ).toBeDefined()
  })

  it('describes the activation of a machine', async () => {
    const machine = nodeCryptography.signer(new Uint8Array(32).fill(2))
    const installationId = new Uint8Array(22)
    const request = {
      clientPublicKey: machine.publicKey,
      productId: '11111111-2222-4333-8444-555555555555',
      clientTimeSeconds: 1_800_000_000,
      nonce,
      installationId,
    }
    for (const key of [{}, { productKey: 'X'.repeat(29) }]) {
      const signed = await signMachineActivationRequest({ ...request, ...key }, machine)
      expect(cddlMismatch(rules, 'machine-activation-request', signed)).toBeUndefined()
    }
    const issuerCertificate = messageOf(readVector('documents/valid/issuer-certificate'))
    const confirmation = new Uint8Array(48)
    const answer = { nonce, installationId, confirmation, issuerCertificate }
    const bytes = encodeMachineActivationAnswer(answer)
    expect(cddlMismatch(rules, 'machine-activation-answer', bytes)).toBeUndefined()
    const batch = { productKey: 'X'.repeat(29), nonce, installationIds: [installationId, installationId] }
    expect(cddlMismatch(rules, 'machine-batch-request', encodeMachineBatchRequest(batch))).toBeUndefined()
    const items = [
      { kind: 'confirmed', installationId, confirmation },
      { kind: 'refused', code: 'key-blocked' },
    ] as const
    const outcomes = encodeMachineBatchAnswer({ nonce, issuerCertificate, items })
    expect(cddlMismatch(rules, 'machine-batch-answer', outcomes)).toBeUndefined()
  })

  it.each([
    ['minutes', 1, 5_256_000],
    ['minutes-or-none', 0, 5_256_000],
    ['product-group', 0, 0xff_ffff],
    ['time', 0, Number.MAX_SAFE_INTEGER],
  ])('bounds %s by %i and %i', (name, min, max) => {
    const isWithin = (value: number) => cddlMismatch(rules, name, encodeCbor(value)) === undefined
    expect([min - 1, min, max].map(isWithin)).toEqual([false, true, true])
    if (max < Number.MAX_SAFE_INTEGER) expect(isWithin(max + 1)).toBe(false)
  })
})

describe('the tables in docs/protocol.md', () => {
  it('name every document', () => {
    const named = [...text.matchAll(/^\| `(muster\/[a-z-]+\/\d+)` \|/gm)].map(([, name]) => name)
    expect(named.sort()).toEqual([...documentNames].sort())
  })

  it.each([
    ['Request packet', `${requestBytesMax} bytes`],
    ['Answer packet', `${answerBytesMax} bytes`],
    ['Refusal packet', `${refusalBytesMax} bytes`],
    ['Issuer certificate', `${issuerCertificateBytesMax} bytes`],
    ['Host certificate', `${hostCertificateBytesMax} bytes`],
    ['Activation object', `${activationObjectBytesMax} bytes`],
    ['Certificate by telephone', `${telephoneCertificateBytesMax} bytes`],
    ['Installation IDs of one batch', `${machineBatchMax}`],
    ['Product licence', `${productLicenceBytesMax} bytes`],
    ['Catalogue', `${catalogueBytesMax} bytes`],
    ['Products in a catalogue', `${catalogueProductsMax}`],
    ['Product groups in a host certificate', `${productGroupsMax}`],
    ['Machine name', `${machineNameBytesMax} bytes`],
    ['Requests on one connection', `${requestsPerConnectionMax}`],
    ['Nesting', `${nestingMax}`],
  ])('limit %s to %s', (what, limit) => {
    expect(text).toContain(`| ${what} | ${limit} |\n`)
  })
})

function vectorsOf(folder: string): readonly (readonly [string, Vector])[] {
  const url = new URL(`vectors/${folder}/`, root)
  return readdirSync(url).map((name) => [
    `${folder}/${name}`,
    JSON.parse(readFileSync(new URL(name, url), 'utf8')) as Vector,
  ])
}

function readVector(path: string): Vector {
  return JSON.parse(readFileSync(new URL(`vectors/${path}.json`, root), 'utf8')) as Vector
}

function isOneMessage([, vector]: readonly [string, Vector]): boolean {
  return vector.kind !== 'frames'
}

function ruleOf(vector: Vector): string {
  if (vector.document !== undefined) return vector.document
  return vector.kind === 'packet' ? (vector.content?.kind ?? 'answer') : 'request'
}

/** The bytes without the frame that wire vectors have. */
function messageOf(vector: Vector): Uint8Array {
  return Buffer.from(vector.bytes, 'hex').subarray(vector.document === undefined ? 2 : 0)
}
