/** A forest that was activated by telephone activates its members as one that asked online does. */
import { beforeAll, expect, test } from 'vitest'
import { withConfirmations } from '../confirming/index.ts'
import { issuerCertificateBytes, sampleForestId, sampleTerms } from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { encodeTelephoneObject, forestInstallationId } from '../documents/index.ts'
import type { Verifier } from '../ports/index.ts'
import { confirmationKeyPairOf, signConfirmation } from '../short-signatures/index.ts'
import { loadClientState, storedInstallation } from './client-state.ts'
import { stateNeedsConfirmations } from './confirmation-needs.ts'
import { failing, VirtualClient } from './virtual-client.fixtures.ts'

const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(4))
const { productGroup } = sampleTerms
let verifier: Verifier
let document: Uint8Array

beforeAll(async () => {
  verifier = await withConfirmations(testCryptography)
  const issuerCertificate = await issuerCertificateBytes({ confirmationPublicKey: keyPair.publicKey })
  const about = { forestId: sampleForestId, keyFingerprint: new Uint8Array(7).fill(3), month: 84 }
  const installationId = forestInstallationId(about, testCryptography)
  const confirmation = signConfirmation({ secretKey: keyPair.secretKey, productGroup, installationId })
  document = encodeTelephoneObject({ ...about, productGroup, confirmation, issuerCertificate })
})

class Member extends VirtualClient {
  override domain = 'corp.example'
  override directory = () => {
    const objects = [{ dn: 'CN=object', name: 'object', document }]
    const reading = { forestId: sampleForestId, forestName: 'corp.example', server: 'dc:636', objects }
    return { kind: 'read', reading } as const
  }

  override context() {
    return { ...super.context(), verifier }
  }
}

test('R8.4 an object by telephone activates, and its state is known to need short signatures', async () => {
  const client = await new Member().setUp()
  expect(await client.activate(failing('connection-refused'))).toMatchObject({
    kind: 'activated-by-directory',
  })
  expect(client.licenceState).toBe(1)
  const stored = storedInstallation(client.state)
  expect(stateNeedsConfirmations(stored)).toBe(true)
  expect(loadClientState(stored, verifier).products.values().next().value?.directoryObject).toBeDefined()
  const unable = loadClientState(stored, testCryptography).products.values().next().value
  expect(unable?.directoryObject).toBeUndefined()
  expect(unable?.stored.lastError?.code).toBe('not-available')
})
