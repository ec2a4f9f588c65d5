/** A product that embeds the client, with a multiple activation key and an authority on the loopback. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defaultPolicy, signIssuerCertificate, signProductLicence } from '@muster/core/documents'
import { encodeMachineActivationAnswer, readMachineActivationRequest } from '@muster/core/issuing'
import { confirmationIdToDigits, installationIdFromDigits, productKeyOf } from '@muster/core/keys'
import { confirmationKeyPairOf, signConfirmation } from '@muster/core/short-signatures'
import { nodeCryptography } from '@muster/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLicence, openClientFolder } from './main.ts'
import { temporaryFolder } from './testing/temporary-folder.fixtures.ts'
import { signerOf } from './testing/test-host.fixtures.ts'

const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(2))
const productGroup = 77
const mak = productKeyOf({ kind: 'mak', productGroup, secret: new Uint8Array(10).fill(8) })
const root = signerOf(1)
const issuer = signerOf(2)

/** What the vendor's build embeds. */
async function embedded() {
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const issuerCertificate = await signIssuerCertificate(
    {
      vendorName: 'Example Software',
      issuerName: 'Issuer',
      serial: new Uint8Array(8),
      issuedAtSeconds: nowSeconds - 100,
      notBeforeSeconds: nowSeconds - 100,
      expiresSeconds: nowSeconds + 1_000_000,
      issuerPublicKey: issuer.publicKey,
      confirmationPublicKey: keyPair.publicKey,
    },
    root,
    nodeCryptography,
  )
  const terms = {
    productId: '3f0b8a52-6c1d-4e7f-9a28-5b4c3d2e1f00',
    name: 'Writer',
    edition: 'Professional',
    version: '4',
    applicationId: '3f0b8a52-6c1d-4e7f-9a28-5b4c3d2e1fff',
    applicationName: 'Writer',
    productGroup,
    policy: defaultPolicy('client'),
  }
  const content = { vendorName: 'Example Software', issuedAtSeconds: nowSeconds, terms, issuerCertificate }
  const productLicence = await signProductLicence(content, issuer, nodeCryptography)
  return { productLicence, vendorRoots: [root.publicKey], setupKey: mak.text, issuerCertificate }
}

/** An authority that confirms everything, and keeps what it was asked. */
async function startAuthority(issuerCertificate: Uint8Array) {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = new Uint8Array(Buffer.concat(parts))
      const { productKey, installationId, nonce } = readMachineActivationRequest(body, nodeCryptography)
      asked.push(productKey)
      const { secretKey } = keyPair
      const confirmation = signConfirmation({ secretKey, productGroup, installationId })
      response.end(encodeMachineActivationAnswer({ nonce, installationId, confirmation, issuerCertificate }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

describe('a product with a multiple activation key', () => {
  test('R6.1 activates by itself, once, and stays licensed after a restart', async () => {
    const stateFolder = await temporaryFolder()
    const { issuerCertificate, ...options } = await embedded()
    const authority = await startAuthority(issuerCertificate)
    const open = () => createLicence({ ...options, stateFolder, authority: authority.url })
    const first = await open()
    expect((await first.activate()).kind).toBe('confirmed')
    expect([first.state, first.channel, first.daysLeft, first.remedy]).toEqual([
      'licensed',
      'mak',
      null,
      null,
    ])
    await first.close()
    expect(authority.asked[0]).toBe(mak.text)
    const again = await open()
    expect([again.state, again.channel]).toEqual(['licensed', 'mak'])
    await again.close()
    expect(new Set(authority.asked)).toEqual(new Set([mak.text]))
  })

  test('R6.4 is licensed by a confirmation that is typed into the folder of the machine', async () => {
    const stateFolder = await temporaryFolder()
    const { issuerCertificate: _issuer, ...options } = await embedded()
    const licence = await createLicence({ ...options, stateFolder })
    expect(licence.state).toBe('grace')
    expect(await licence.activate()).toMatchObject({ kind: 'failed', code: 'authority-not-set' })
    const folder = await openClientFolder(stateFolder)
    const shown = await folder.installationId()
    expect(shown).toMatchObject({ product: 'Writer', partialProductKey: mak.partial })
    const installationId = installationIdFromDigits(shown.installationId)
    const { secretKey } = keyPair
    const foreign = signConfirmation({ secretKey, productGroup: productGroup + 1, installationId })
    expect(await folder.confirm(confirmationIdToDigits(foreign))).toMatchObject({
      kind: 'failed',
      code: 'confirmation-mismatch',
    })
    const confirmation = signConfirmation({ secretKey, productGroup, installationId })
    expect(await folder.confirm(confirmationIdToDigits(confirmation))).toEqual({ kind: 'confirmed' })
    expect(await folder.evidence()).toBeNull()
    await folder.close()
    await licence.close()
    const again = await createLicence({ ...options, stateFolder })
    expect([again.state, again.channel, again.status.activatedUntil]).toEqual(['licensed', 'mak', null])
    await again.close()
  })

  test('R6.1 shows the installation ID of the copy that an image became, and not the image’s', async () => {
    const stateFolder = await temporaryFolder()
    const { productLicence, vendorRoots } = await embedded()
    const image = await openClientFolder(stateFolder)
    await image.installLicence(productLicence, vendorRoots)
    await image.installKey(mak.text)
    const before = await image.installationId()
    await image.generalize({ skipRearm: false })
    await image.close()
    const copy = await openClientFolder(stateFolder)
    const shown = await copy.installationId()
    expect(shown.installationId).not.toBe(before.installationId)
    const installationId = installationIdFromDigits(shown.installationId)
    const { secretKey } = keyPair
    const confirmation = signConfirmation({ secretKey, productGroup, installationId })
    expect(await copy.confirm(confirmationIdToDigits(confirmation))).toEqual({ kind: 'confirmed' })
    await copy.close()
  })
})
