import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withConfirmations } from '../confirming/index.ts'
import {
  activationObjectBytes,
  daySeconds,
  sampleForestId,
  sampleKeys,
  sampleNowSeconds,
  sampleServerTerms,
} from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { clockDifferenceSecondsMax, encodeTelephoneObject } from '../documents/index.ts'
import { eventIds } from '../events/index.ts'
import type { DirectoryObject } from '../ports/index.ts'
import { channelStandings } from './channel-standings.ts'
import { storedInstallation } from './client-state.ts'
import type { DirectoryOutcome } from './client-step.ts'
import { eventNeedsConfirmations, stateNeedsConfirmations } from './confirmation-needs.ts'
import { directoryUntilMs } from './directory-evidence.ts'
import { telephoneObjectsMax } from './directory-round.ts'
import { decodeInstallation, encodeInstallation } from './state-codec.ts'
import {
  answering,
  dayMs,
  failing,
  minuteMs,
  productId,
  startMs,
  VirtualClient,
} from './virtual-client.fixtures.ts'

const domain = 'corp.example'
const unreachable = failing('connection-refused')
let document: Uint8Array

function entry(bytes: Uint8Array, name = 'object-1'): DirectoryObject {
  return {
    dn: `CN=${name},CN=Objects,CN=Services,CN=Configuration,DC=corp,DC=example`,
    name,
    document: bytes,
  }
}

function holding(objects: readonly DirectoryObject[], forestId = sampleForestId): DirectoryOutcome {
  const reading = { forestId, forestName: domain, server: 'dc1.corp.example:636', objects }
  return { kind: 'read', reading }
}

beforeAll(async () => {
  document = await activationObjectBytes()
})

let client: VirtualClient

beforeEach(async () => {
  client = new VirtualClient()
  client.domain = domain
  client.directory = () => holding([entry(document)])
  await client.setUp()
})

const standing = (channel: string) =>
  channelStandings(client.state, client.product, client.nowMs).find((each) => each.channel === channel)

describe('R8.1 a member of a domain', () => {
  it('is activated by its directory, with no host and no threshold, for the validity of its licence', async () => {
    expect(await client.activate(unreachable)).toMatchObject({
      kind: 'activated-by-directory',
      objectName: 'object-1',
      activatedUntilMs: startMs + 180 * dayMs,
    })
    expect(client.licenceState).toBe(1)
    expect(client.requests).toEqual([])
    expect(client.product.stored.nextAttemptMs).toBe(startMs + 7 * dayMs)
    expect(standing('directory')).toEqual({ channel: 'directory', serves: true })
  })

  it('writes 12308 with product, name and distinguished name of the object', async () => {
    await client.activate(unreachable)
    const { dn, name } = entry(document)
    expect(client.events.at(-1)).toMatchObject({
      id: eventIds.directoryActivationSucceeded,
      code: 'success',
      fields: { productId, objectName: name, objectDn: dn },
    })
    expect(Object.keys(client.events.at(-1)?.fields ?? {})).toEqual(['productId', 'objectName', 'objectDn'])
  })

  it('is licensed up to the last moment of the 180 days and not after', async () => {
    await client.activate(unreachable)
    client.nowMs = startMs + 180 * dayMs - 1
    expect(client.licenceState).toBe(1)
    client.nowMs += 1
    expect(client.licenceState).toBe(3)
  })

  it('is never licensed beyond the end that the vendor signed', async () => {
    const expiresSeconds = sampleNowSeconds + 10 * daySeconds
    const short = await activationObjectBytes({ expiresSeconds })
    client.directory = () => holding([entry(short)])
    expect(await client.activate(unreachable)).toMatchObject({ activatedUntilMs: expiresSeconds * 1_000 })
    client.nowMs = expiresSeconds * 1_000
    expect(client.licenceState).toBe(3)
    expect(await client.activate(unreachable)).toMatchObject({ kind: 'failed' })
    expect(client.product.stored.directoryError?.code).toBe('document-expired')
    client.directory = () => holding([entry(document)])
    expect(await client.activate(unreachable)).toMatchObject({ kind: 'activated-by-directory' })
    expect(client.licenceState).toBe(1)
  })

  it('looks again at each start, though nothing is due', async () => {
    await client.activate(unreachable)
    client.nowMs += minuteMs
    client.reload()
    client.start()
    expect(client.product.stored.nextAttemptMs).toBe(client.nowMs)
    expect(await client.activate(unreachable)).toMatchObject({ activatedUntilMs: client.nowMs + 180 * dayMs })
  })

  it('stays activated while its directory is away, and tries again after the retry interval', async () => {
    await client.activate(unreachable)
    client.nowMs += 7 * dayMs
    client.directory = () => ({ kind: 'failed', code: 'directory-unreachable', detail: 'dc1' })
    const outcome = await client.activate(unreachable)
    expect(outcome).toMatchObject({ kind: 'failed', code: 'all-hosts-failed' })
    expect(outcome?.kind === 'failed' && outcome.reasons).toMatchObject([
      { subject: domain, code: 'directory-unreachable', detail: 'dc1' },
      { code: 'connection-refused' },
    ])
    expect(client.licenceState).toBe(1)
    expect(client.product.stored.nextAttemptMs).toBe(client.nowMs + 2 * 60 * minuteMs)
    expect(client.assessment.untilMs).toBe(startMs + 180 * dayMs)
  })

  it('takes the object that lasts longest of several', async () => {
    const longer = await activationObjectBytes({ expiresSeconds: sampleNowSeconds + 1_000 * daySeconds })
    const shorter = await activationObjectBytes({ expiresSeconds: sampleNowSeconds + 20 * daySeconds })
    client.directory = () => holding([entry(shorter, 'a'), entry(longer, 'b'), entry(shorter, 'c')])
    expect(await client.activate(unreachable)).toMatchObject({ objectName: 'b' })
  })
})

describe('R4.1 the order of channels', () => {
  it('lets the host take over where the directory does not serve, and says why', async () => {
    client.directory = () => ({ kind: 'failed', code: 'directory-unreachable' })
    expect(await client.activate(answering(25))).toMatchObject({ kind: 'activated', count: 25 })
    expect(standing('directory')).toMatchObject({ serves: false, code: 'directory-unreachable' })
    expect(standing('host')).toEqual({ channel: 'host', serves: true })
    expect(standing('mak')).toMatchObject({ code: 'channel-not-of-key' })
    expect(client.events.map(({ id }) => id)).toContain(eventIds.directoryActivationFailed)
    expect(client.product.stored.directory).toBeUndefined()
  })

  it('replaces the activation of a host by the directory when that serves again, and back', async () => {
    client.directory = () => holding([])
    await client.activate(answering(25))
    client.directory = () => holding([entry(document)])
    await client.activate(unreachable)
    expect(client.product).toMatchObject({ directoryObject: expect.anything() })
    expect(client.product.lease).toBeUndefined()
    client.reload()
    expect(standing('directory')?.serves).toBe(true)
    client.directory = () => holding([])
    await client.activate(answering(25))
    expect(client.product.directoryObject).toBeUndefined()
    client.reload()
    expect(standing('host')?.serves).toBe(true)
  })

  it('leaves the directory out where the machine is in no domain, or the licence does not allow it', async () => {
    client.domain = undefined
    client.start()
    expect(await client.activate(answering(3))).toMatchObject({ kind: 'count-insufficient' })
    expect(standing('directory')?.code).toBe('directory-not-joined')
    const other = new VirtualClient()
    other.domain = domain
    await other.setUp({ channels: ['host'] })
    await other.activate(answering(25))
    expect(channelStandings(other.state, other.product, startMs)).toMatchObject([
      { channel: 'directory', code: 'channel-not-licensed' },
      { channel: 'host', serves: true },
      { channel: 'mak', code: 'channel-not-licensed' },
    ])
  })

  it('holds to the one channel that the administrator left', async () => {
    client.do({ kind: 'channel-chosen', channel: 'host' })
    expect(await client.activate(answering(25))).toMatchObject({ kind: 'activated' })
    expect(standing('directory')?.code).toBe('channel-restricted')
    client.do({ kind: 'channel-chosen', productId, channel: 'directory' })
    client.directory = () => ({ kind: 'failed', code: 'directory-timeout' })
    expect(await client.activate(answering(25))).toMatchObject({ kind: 'failed', code: 'directory-timeout' })
    client.do({ kind: 'channel-chosen', productId, channel: undefined })
    client.do({ kind: 'channel-chosen', channel: 'mak' })
    expect(client.do({ kind: 'activation-requested', productId }).refused?.code).toBe('no-channel')
    expect(client.do({ kind: 'channel-chosen', productId: 'x', channel: 'mak' }).refused?.code).toBe(
      'product-unknown',
    )
  })
})

describe('R8.2 an object is verified as strictly as an answer', () => {
  const codeOf = async (outcome: DirectoryOutcome) => {
    client.directory = () => outcome
    await client.activate(unreachable)
    expect(client.licenceState).toBe(2)
    return client.product.stored.directoryError?.code
  }

  it('and refused with its code', async () => {
    const tampered = Uint8Array.from(document, (byte, index) =>
      index === document.length - 1 ? byte ^ 1 : byte,
    )
    const other = await activationObjectBytes({ productGroups: [sampleServerTerms.productGroup] })
    const foreign = await activationObjectBytes({}, sampleKeys.otherIssuer)
    const ended = await activationObjectBytes({ expiresSeconds: sampleNowSeconds })
    expect(await codeOf(holding([entry(tampered)]))).toBe('document-signature')
    expect(await codeOf(holding([entry(other)]))).toBe('document-product-not-covered')
    expect(await codeOf(holding([entry(foreign)]))).toBe('document-signer-unknown')
    expect(await codeOf(holding([entry(ended)]))).toBe('document-expired')
    expect(await codeOf(holding([entry(document)], productId))).toBe('document-other-directory')
    expect(await codeOf(holding([entry(new Uint8Array([1, 2, 3]))]))).toBe('document-malformed')
    expect(await codeOf(holding([]))).toBe('directory-no-object')
  })

  it('each for itself: one that counts is enough, and where none does all are listed', async () => {
    const ended = await activationObjectBytes({ expiresSeconds: sampleNowSeconds })
    expect(await codeOf(holding([entry(ended, 'a'), entry(new Uint8Array(9), 'b')]))).toBe(
      'directory-objects-refused',
    )
    expect(client.product.stored.directoryError?.reasons.map(({ code }) => code)).toEqual([
      'document-expired',
      'document-malformed',
    ])
    client.directory = () => holding([entry(ended, 'a'), entry(document, 'b')])
    expect(await client.activate(unreachable)).toMatchObject({ objectName: 'b' })
  })

  it('R4.9 a clock behind the time of signing is taken forward to it, up to what a host would let pass', async () => {
    const issuedAtSeconds = sampleNowSeconds + clockDifferenceSecondsMax
    const dates = { issuedAtSeconds, notBeforeSeconds: issuedAtSeconds }
    const later = await activationObjectBytes({ ...dates, issuedAtSeconds: issuedAtSeconds + 1 })
    expect(await codeOf(holding([entry(later)]))).toBe('clock-difference')
    client.directory = () => holding([entry(document)])
    const atBound = await activationObjectBytes(dates)
    client.directory = () => holding([entry(atBound)])
    await client.activate(unreachable)
    expect(client.licenceState).toBe(1)
    expect(client.state.installation.latestTrustedMs).toBe(issuedAtSeconds * 1_000)
    expect(client.assessment.untilMs).toBe(issuedAtSeconds * 1_000 + 180 * dayMs)
  })

  it.each([
    ['', 'name'],
    ['CN=\u001b[2J', 'name'],
    [`CN=${'x'.repeat(1_000)}`, 'name'],
    ['CN=object', 'x'.repeat(256)],
    ['CN=object', '\n'],
  ])(
    'R10 an entry whose names could not be kept is refused, and its name is told in plain characters',
    async (dn, name) => {
      expect(await codeOf(holding([{ dn, name, document }]))).toBe('document-malformed')
      const stored = storedInstallation(client.state)
      expect(decodeInstallation(encodeInstallation(stored))).toMatchObject({ products: [{ productId }] })
      expect(client.product.stored.directoryError?.reasons[0]?.subject).not.toMatch(/\p{Cc}/u)
    },
  )

  it('R10 a directory full of objects by telephone costs no more than a few of them', async () => {
    const verifier = await withConfirmations(testCryptography)
    let checks = 0
    const counting = { ...verifier, confirms: () => ++checks < 0 }
    client.context = () => ({ ...VirtualClient.prototype.context.call(client), verifier: counting })
    const forged = encodeTelephoneObject({
      forestId: sampleForestId,
      productGroup: client.product.licence.terms.productGroup,
      keyFingerprint: new Uint8Array(7),
      month: 84,
      confirmation: new Uint8Array(48),
      issuerCertificate: client.product.licence.issuerCertificate,
    })
    const outcome = holding(Array.from({ length: 64 }, (_, index) => entry(forged, `forged-${index}`)))
    expect(eventNeedsConfirmations({ kind: 'directory-read', productId, outcome })).toBe(true)
    await codeOf(outcome)
    expect(checks).toBeLessThanOrEqual(telephoneObjectsMax)
    expect(client.product.stored.directoryError?.reasons).toHaveLength(telephoneObjectsMax)
  })
})

describe('R8.3 a machine that left the domain', () => {
  it.each([undefined, 'other.example'])('for %s is activated no longer at its next start', async (next) => {
    await client.activate(unreachable)
    client.domain = next
    client.reload()
    expect(client.licenceState).toBe(1)
    client.start()
    expect(client.licenceState).toBe(3)
    expect(client.product.stored).toMatchObject({
      lastError: { code: 'directory-left' },
      nextAttemptMs: startMs,
    })
    expect(client.events.at(-1)).toMatchObject({ id: eventIds.stateChanged, code: 'directory-left' })
    client.directory = () => holding([])
    await client.activate(answering(25))
    expect(standing('host')?.serves).toBe(true)
    expect(client.licenceState).toBe(1)
  })

  it('is still a member where the administrator says so', async () => {
    client.do({ kind: 'directory-chosen', setting: { domain, protection: 'ldaps' } })
    await client.activate(unreachable)
    client.domain = undefined
    client.reload()
    client.start()
    expect(client.licenceState).toBe(1)
    client.do({ kind: 'directory-chosen', setting: undefined })
    expect(client.licenceState).toBe(1)
    client.start()
    expect(client.licenceState).toBe(3)
  })
})

describe('R4.9 the clock', () => {
  it('set back before the last look does not lengthen the activation: it does not count until the next', async () => {
    client.nowMs = startMs + 100 * dayMs
    await client.activate(unreachable)
    const checkedAtMs = client.nowMs
    client.nowMs = checkedAtMs - clockDifferenceSecondsMax * 1_000
    expect(client.licenceState).toBe(1)
    client.nowMs -= 1
    expect(client.licenceState).toBe(3)
    client.nowMs = checkedAtMs + dayMs
    expect(client.licenceState).toBe(1)
  })
})

describe('R4.11 the kept state', () => {
  it('holds object, setting and restriction in its one encoding', async () => {
    const setting = {
      domain,
      protection: 'kerberos',
      server: 'dc1.corp.example',
      caFile: '/ca.pem',
      account: 'reader',
      passwordFile: '/password',
      keytab: '/keytab',
      base: 'DC=corp',
    } as const
    client.do({ kind: 'directory-chosen', setting })
    client.do({ kind: 'channel-chosen', channel: 'directory' })
    client.do({ kind: 'channel-chosen', productId, channel: 'directory' })
    await client.activate(unreachable)
    const stored = storedInstallation(client.state)
    expect(decodeInstallation(encodeInstallation(stored))).toEqual(stored)
    expect(stateNeedsConfirmations(stored)).toBe(false)
    client.directory = () => ({ kind: 'failed', code: 'directory-timeout', detail: 'dc1' })
    await client.activate(unreachable)
    const failed = storedInstallation(client.state)
    expect(decodeInstallation(encodeInstallation(failed))).toEqual(failed)
  })

  it('licenses nothing by an object that does not verify', async () => {
    await client.activate(unreachable)
    const { directoryObject } = client.product
    expect(directoryObject && directoryUntilMs(directoryObject, 60)).toBe(startMs + 60 * minuteMs)
    client.reload()
    expect(client.licenceState).toBe(1)
    const forge = (changes: object) => {
      const product = client.product.stored
      const directory = { ...product.directory, ...changes }
      client.state = {
        ...client.state,
        products: new Map([
          [productId, { ...client.product, stored: { ...product, directory } as typeof product }],
        ]),
      }
      client.reload()
      return client.product.stored.lastError?.code
    }
    const tampered = Uint8Array.from(document, (byte, index) => (index === 40 ? byte ^ 1 : byte))
    const kept = client.state
    expect(forge({ forestId: productId })).toBe('document-other-directory')
    client.state = kept
    expect(forge({ checkedAtMs: startMs + 5_000 * dayMs })).toBe('document-expired')
    client.state = kept
    expect(forge({ document: tampered })).toBeDefined()
    expect(client.licenceState).not.toBe(1)
  })
})
