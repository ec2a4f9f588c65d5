import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monthAt, withConfirmations } from '@muster/core/confirming'
import {
  signCatalogue,
  signIssuerCertificate,
  verifyHost,
  verifyIssuerCertificate,
} from '@muster/core/documents'
import { codeOf } from '@muster/core/errors'
import { confirmationIdToDigits, installationIdFromDigits } from '@muster/core/keys'
import { confirmationKeyPairOf, signConfirmation } from '@muster/core/short-signatures'
import { nodeCryptography } from '@muster/node'
import { openMemoryHostStore } from '@muster/store/memory'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { initHost, openHostFolder } from './main.ts'
import {
  confirmedMonthsMax,
  confirmHost,
  hostInstallationIds,
  type VendorMedia,
} from './operations/activate-by-telephone.ts'
import { installHostKey } from './operations/install-host-key.ts'
import { listHostKeys } from './operations/list-host-keys.ts'
import { signerOf, TestVendor } from './vendor.fixtures.ts'

const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(3))
const vendor = new TestVendor()
const hostKey = signerOf(99)
const dayMs = 86_400_000
let nowMs: number
let store: ReturnType<typeof openMemoryHostStore>

beforeEach(async () => {
  nowMs = Date.UTC(2027, 0, 15)
  store = openMemoryHostStore()
  await installHostKey(vendor.hostKey, context())
})

function context() {
  return {
    store,
    clock: { nowMs: () => nowMs },
    verifier: nodeCryptography,
    hostPublicKey: hostKey.publicKey,
  }
}

async function media(changes: Partial<VendorMedia> = {}, from = vendor): Promise<VendorMedia> {
  const nowSeconds = Math.floor(Date.UTC(2027, 0, 15) / 1_000)
  const content = verifyIssuerCertificate(
    await from.issuerCertificate(nowSeconds),
    [from.root.publicKey],
    nodeCryptography,
  )
  const issuerCertificate = await signIssuerCertificate(
    { ...content, confirmationPublicKey: keyPair.publicKey },
    from.root,
    nodeCryptography,
  )
  const catalogue = await signCatalogue(
    { vendorName: from.name, issuedAtSeconds: nowSeconds, products: from.products },
    from.issuer,
    nodeCryptography,
  )
  return { issuerCertificate, catalogue, root: from.root.publicKey, ...changes }
}

async function shownId(): Promise<Uint8Array> {
  const [shown] = await hostInstallationIds(context())
  return installationIdFromDigits(shown?.installationId ?? '')
}

function confirm(installationId: Uint8Array, productGroup = vendor.productGroup): string {
  const { secretKey } = keyPair
  return confirmationIdToDigits(signConfirmation({ secretKey, productGroup, installationId }))
}

const outcomeOf = async (digits: string, from?: VendorMedia) =>
  confirmHost(digits, from ?? (await media()), context()).then(() => 'activated', codeOf)

describe('R3.2 a host by telephone', () => {
  test('R1.6 is activated by digits, forgets its key, and lists what it covers', async () => {
    const id = await shownId()
    expect(id[0]).toBe(0x10)
    const outcome = await confirmHost(confirm(id), await media(), context())
    expect(outcome).toMatchObject({ productGroups: [vendor.productGroup], vendorName: vendor.name })
    expect(outcome.products).toHaveLength(3)
    expect((await store.installations())[0]?.productKey).toBeUndefined()
    const facts = { store, hostPublicKey: hostKey.publicKey, verifier: nodeCryptography, nowMs }
    expect((await listHostKeys(facts))[0]).toMatchObject({ state: 'activated' })
    expect((await listHostKeys({ ...facts, nowMs: nowMs + 1_096 * dayMs }))[0]).toMatchObject({
      state: 'expired',
    })
    expect(await outcomeOf(confirm(id))).toBe('host-key-missing')
  })

  test('is proven to clients by the digits alone, up to their root', async () => {
    await confirmHost(confirm(await shownId()), await media(), context())
    const [installation] = await store.installations()
    if (installation?.activation === undefined) throw new Error('not activated')
    const verifier = await withConfirmations(nodeCryptography)
    const trusted = verifyHost(installation.activation, [vendor.root.publicKey], verifier)
    expect(trusted.certificate.hostPublicKey).toEqual(hostKey.publicKey)
    const foreign = () => verifyHost(installation.activation as never, [signerOf(5).publicKey], verifier)
    expect(foreign).toThrow(expect.objectContaining({ code: 'document-signer-unknown' }))
  })

  test('takes a confirmation for an installation ID that it showed up to a year ago', async () => {
    const id = await shownId()
    const month = monthAt(nowMs / 1_000)
    nowMs = Date.UTC(2020, month + confirmedMonthsMax + 1, 1)
    expect(await outcomeOf(confirm(id))).toBe('confirmation-mismatch')
    nowMs -= 1_000
    expect(await outcomeOf(confirm(id))).toBe('activated')
  })

  test('R6.4 refuses what was given for another host, group or vendor', async () => {
    const id = await shownId()
    const other = id.slice()
    other[21] = (other[21] ?? 0) ^ 1
    expect(await outcomeOf(confirm(other))).toBe('confirmation-mismatch')
    expect(await outcomeOf(confirm(id, vendor.productGroup + 1))).toBe('confirmation-mismatch')
    expect(await outcomeOf(confirm(id).replace(/^./, (digit) => String((Number(digit) + 1) % 10)))).toBe(
      'confirmation-id-checksum',
    )
    const stranger = await media({}, new TestVendor(2))
    const { issuerCertificate } = await media()
    expect(
      await outcomeOf(confirm(id), { ...stranger, issuerCertificate, root: vendor.root.publicKey }),
    ).toBe('document-issuer-mismatch')
    expect(await outcomeOf(confirm(id), await media({ root: signerOf(5).publicKey }))).toBe(
      'document-signer-unknown',
    )
    const bare = await vendor.issuerCertificate(Math.floor(nowMs / 1_000))
    expect(await outcomeOf(confirm(id), await media({ issuerCertificate: bare }))).toBe(
      'confirmation-key-missing',
    )
    expect((await store.installations())[0]?.activation).toBeUndefined()
  })
})

describe('the folder of a host by telephone', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-host-telephone-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('serves with what the digits gave, also after a restart', async () => {
    await initHost(folder)
    nowMs = Date.now()
    const environment = { MUSTER_HOST_LISTEN_PORT: '0', MUSTER_HOST_HTTP_ENABLED: 'false' }
    const open = () => openHostFolder(folder, { environment, log: { write: () => undefined } })
    const nowSeconds = Math.floor(nowMs / 1_000)
    const issuer = verifyIssuerCertificate(
      await vendor.issuerCertificate(nowSeconds),
      [vendor.root.publicKey],
      nodeCryptography,
    )
    const issuerCertificate = await signIssuerCertificate(
      { ...issuer, confirmationPublicKey: keyPair.publicKey },
      vendor.root,
      nodeCryptography,
    )
    const catalogue = await vendor.catalogue(nowSeconds)
    {
      await using host = await open()
      await host.installKey(vendor.hostKey)
      const [shown] = await host.installationIds()
      const digits = confirm(installationIdFromDigits(shown?.installationId ?? ''))
      await host.confirm(digits, { issuerCertificate, catalogue })
    }
    await using again = await open()
    const running = await again.serve()
    expect((await running.host.status()).activated).toBe(true)
  })
})
