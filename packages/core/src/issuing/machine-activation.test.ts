import { describe, expect, test } from 'vitest'
import { encodeInstallationId, installationDigest } from '../confirming/index.ts'
import { claimMap, encodeCbor, sign1, uuidClaim } from '../documents/index.ts'
import { codeOf } from '../errors/index.ts'
import { decideMachineActivation } from './decide-machine-activation.ts'
import type { IssuedHostKey, IssuedMak, KeyState } from './issued-key.ts'
import { host as machine, nowMs, nowSeconds, signerOf, terms, verifier } from './issuing.fixtures.ts'
import {
  encodeMachineActivationAnswer,
  type MachineActivationRequest,
  machineActivationAnswerBytesMax,
  machineActivationRequestBytesMax,
  readMachineActivationAnswer,
  readMachineActivationRequest,
  signMachineActivationRequest,
} from './machine-activation.ts'
import {
  encodeMachineBatchAnswer,
  encodeMachineBatchRequest,
  machineBatchAnswerBytesMax,
  machineBatchMax,
  machineBatchRequestBytesMax,
  readMachineBatchAnswer,
  readMachineBatchRequest,
} from './machine-batch.ts'

const nonce = new Uint8Array(8).fill(9)
const { productId } = terms
const about = { publicKey: machine.publicKey, productId }
const installationId = encodeInstallationId({
  kind: 'mak',
  keyFingerprint: new Uint8Array(7).fill(4),
  month: 80,
  digest: installationDigest(about, verifier),
})
const request: MachineActivationRequest = {
  productKey: 'K'.repeat(29),
  clientPublicKey: machine.publicKey,
  productId,
  clientTimeSeconds: nowSeconds,
  nonce,
  installationId,
}

describe('the request of a machine', () => {
  test('R6.2 comes back as it was signed, with and without the key', async () => {
    const { productKey: _forgotten, ...forgetful } = request
    for (const each of [request, forgetful]) {
      const bytes = await signMachineActivationRequest(each, machine)
      expect(readMachineActivationRequest(bytes, verifier)).toEqual(each)
      expect(bytes.length).toBeLessThanOrEqual(machineActivationRequestBytesMax)
    }
  })

  test('is bounded, and signed by the machine itself', async () => {
    const read = async (changes: Partial<MachineActivationRequest>, signer = machine) => {
      const bytes = await signMachineActivationRequest({ ...request, ...changes }, signer)
      return codeIn(() => readMachineActivationRequest(bytes, verifier))
    }
    expect(await read({}, signerOf(8))).toBe('request-signature')
    expect(await read({ productKey: 'K'.repeat(64) })).toBe('none')
    expect(await read({ productKey: 'K'.repeat(65) })).toBe('request-malformed')
    expect(await read({ nonce: new Uint8Array(7) })).toBe('request-malformed')
    expect(await read({ installationId: installationId.slice(1) })).toBe('request-malformed')
    expect(codeIn(() => readMachineActivationRequest(new Uint8Array(600), verifier))).toBe(
      'request-malformed',
    )
  })

  test('R6.3 is about the machine and product that it names', async () => {
    const other = { productId: '99999999-2222-4333-8444-555555555555' }
    const bytes = await signMachineActivationRequest({ ...request, ...other }, machine)
    expect(codeIn(() => readMachineActivationRequest(bytes, verifier))).toBe('installation-id-invalid')
  })

  test('takes unknown claims, refuses critical ones and other versions', async () => {
    const signed = (entries: readonly (readonly [number, number])[], version = 1) =>
      sign1({
        name: 'muster/machine-activation/1',
        payload: encodeCbor(
          claimMap([
            [1, version],
            [3, machine.publicKey],
            [4, uuidClaim(productId)],
            [5, nowSeconds],
            [6, nonce],
            [7, installationId],
            ...entries,
          ]),
        ),
        signer: machine,
      })
    const read = async (bytes: Promise<Uint8Array>) => {
      const packet = await bytes
      return codeIn(() => readMachineActivationRequest(packet, verifier))
    }
    expect(await read(signed([[99, 1]]))).toBe('none')
    expect(await read(signed([[-1, 1]]))).toBe('request-critical-claim')
    expect(await read(signed([], 2))).toBe('request-version')
  })
})

describe('the answer', () => {
  const answer = {
    nonce,
    installationId,
    confirmation: new Uint8Array(48).fill(1),
    issuerCertificate: new Uint8Array(1_024),
  }

  test('comes back, fits its bound, and belongs to its request', () => {
    const bytes = encodeMachineActivationAnswer(answer)
    expect(readMachineActivationAnswer(bytes, nonce)).toEqual(answer)
    expect(bytes.length).toBeLessThanOrEqual(machineActivationAnswerBytesMax)
    expect(codeIn(() => readMachineActivationAnswer(bytes, new Uint8Array(8)))).toBe('document-nonce')
  })

  test('is told from whatever else is at that address', () => {
    for (const bytes of [new Uint8Array(), encodeCbor('hello'), encodeCbor(claimMap([[1, 2]]))])
      expect(codeIn(() => readMachineActivationAnswer(bytes, nonce))).toBe('authority-answer')
    const short = encodeMachineActivationAnswer({ ...answer, confirmation: new Uint8Array(47) })
    expect(codeIn(() => readMachineActivationAnswer(short, nonce))).toBe('authority-answer')
  })
})

describe('a batch', () => {
  const batch = {
    productKey: 'K'.repeat(29),
    nonce,
    installationIds: Array.from({ length: machineBatchMax }, () => installationId),
  }
  const item = { kind: 'confirmed', installationId, confirmation: new Uint8Array(48) } as const
  const refused = { kind: 'refused', code: 'activations-exhausted' } as const

  test('R6.5 of the largest size fits its bounds both ways, each with an outcome of its own', () => {
    const asked = encodeMachineBatchRequest(batch)
    expect(asked.length).toBeLessThanOrEqual(machineBatchRequestBytesMax)
    expect(readMachineBatchRequest(asked)).toEqual(batch)
    const items = [refused, ...batch.installationIds.slice(1).map(() => item)]
    const answer = { nonce, issuerCertificate: new Uint8Array(1_024), items }
    const bytes = encodeMachineBatchAnswer(answer)
    expect(bytes.length).toBeLessThanOrEqual(machineBatchAnswerBytesMax)
    expect(readMachineBatchAnswer(bytes, batch)).toEqual(answer)
  })

  test('with one too many, of another length or version is malformed', () => {
    const read = (changes: Partial<typeof batch>) =>
      codeIn(() => readMachineBatchRequest(encodeMachineBatchRequest({ ...batch, ...changes })))
    expect(read({ installationIds: [...batch.installationIds, installationId] })).toBe('request-malformed')
    expect(read({ installationIds: [new Uint8Array(21)] })).toBe('request-malformed')
    expect(codeIn(() => readMachineBatchRequest(encodeCbor(claimMap([[1, 2]]))))).toBe('request-version')
    expect(codeIn(() => readMachineBatchRequest(new Uint8Array(9)))).toBe('request-malformed')
  })

  test('an answer to another request, or with a number too few, is none', () => {
    const answer = { nonce, issuerCertificate: new Uint8Array(), items: [item] }
    const read = (changes: Partial<typeof answer>) =>
      codeIn(() =>
        readMachineBatchAnswer(encodeMachineBatchAnswer({ ...answer, ...changes }), {
          ...batch,
          installationIds: [installationId],
        }),
      )
    expect(read({})).toBe('none')
    expect(read({ nonce: new Uint8Array(8) })).toBe('document-nonce')
    expect(read({ items: [] })).toBe('authority-answer')
  })
})

describe('deciding about a machine', () => {
  const key: IssuedMak = {
    keyHash: 'ab'.repeat(32),
    partialProductKey: 'XY7Z9',
    kind: 'mak',
    productGroups: [7],
    issuedAtMs: 0,
    issuedBy: 'vendor',
    note: '',
    exceptions: [],
    limits: { activationsMax: 3 },
  }
  const attempt = { installationId, channel: 'online', address: '192.0.2.1', isKeyShown: true } as const
  const stateOf = (machinesActivated: number, changes: Partial<IssuedMak> = {}): KeyState => ({
    key: { ...key, ...changes },
    hostsActivated: 0,
    activationsOfHost: [],
    machinesActivated,
  })

  test('R6.1 the last of the number is granted, the next refused, and the refusal names the number', () => {
    const last = decideMachineActivation(stateOf(2), attempt, nowMs)
    expect(last).toMatchObject({ kind: 'granted', isRepeated: false, remaining: 0 })
    expect(last.changes.map(({ kind }) => kind)).toEqual(['machine-activated', 'audit-added'])
    expect(decideMachineActivation(stateOf(3), attempt, nowMs)).toMatchObject({
      code: 'activations-exhausted',
      detail: 'It has activated 3 of 3 machines.',
    })
  })

  test('R6.1 a machine that was activated is granted again, at the limit and without its key', () => {
    const first = decideMachineActivation(stateOf(0), attempt, nowMs)
    if (first.kind !== 'granted') throw new Error(first.code)
    const state = { ...stateOf(3), activationOfMachine: first.activation }
    const again = decideMachineActivation(state, { ...attempt, isKeyShown: false }, nowMs + 1)
    expect(again).toEqual({
      kind: 'granted',
      activation: first.activation,
      isRepeated: true,
      remaining: 0,
      changes: [],
    })
  })

  test('R6.6 unknown, blocked and other keys, and a forgotten one, have their own codes', () => {
    const hostKey: IssuedHostKey = {
      ...key,
      kind: 'host',
      limits: { hostsMax: 6, activationsPerHostMax: 10 },
    }
    const block = { atMs: 1, who: 'anna', reason: 'leaked' }
    const cases: readonly (readonly [KeyState | undefined, boolean, string])[] = [
      [undefined, true, 'key-unknown'],
      [{ ...stateOf(0), key: hostKey }, true, 'product-key-kind'],
      [stateOf(0, { block }), true, 'key-blocked'],
      [stateOf(0), false, 'key-secret-needed'],
    ]
    for (const [state, isKeyShown, code] of cases)
      expect(decideMachineActivation(state, { ...attempt, isKeyShown }, nowMs)).toMatchObject({ code })
  })

  test('R1.6 the audit log names neither key nor installation ID', () => {
    const said = JSON.stringify(decideMachineActivation(stateOf(0), attempt, nowMs).changes.slice(1))
    expect(said).not.toContain(Buffer.from(installationId).toString('hex'))
    expect(said).not.toContain(key.keyHash)
  })
})

function codeIn(call: () => unknown): string {
  try {
    call()
    return 'none'
  } catch (error) {
    return codeOf(error)
  }
}
