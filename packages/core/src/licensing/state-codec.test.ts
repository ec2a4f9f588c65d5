import { expect, test } from 'vitest'
import { testCryptography, testSigner } from '../documents/cryptography.fixtures.ts'
import { codeOf } from '../errors/index.ts'
import { loadClientState, storedInstallation } from './client-state.ts'
import { parseHostAddress } from './host-address.ts'
import { forfeitedInstallation, freshInstallation, setupOf } from './installation-state.ts'
import { openInstallation, sealInstallation } from './sealed-state.ts'
import { decodeInstallation, encodeInstallation } from './state-codec.ts'
import { answering, failing, productId, VirtualClient } from './virtual-client.fixtures.ts'

async function fullState() {
  const client = await new VirtualClient().setUp()
  client.hardware = [{ name: 'board', value: '1' }]
  client.start()
  await client.activate(answering(25))
  client.do({ kind: 'host-chosen', productId, host: parseHostAddress('https://host.test/muster') })
  await client.activate(failing('connection-refused'))
  return storedInstallation(client.state)
}

test('a state is read as it was written', async () => {
  const state = await fullState()
  expect(decodeInstallation(encodeInstallation(state))).toEqual(state)
  const fresh = freshInstallation(testSigner('x').publicKey)
  expect(decodeInstallation(encodeInstallation(fresh))).toEqual(fresh)
})

test('R4.11 the setup that outlives damage grants no licence, no grace and no rearm', async () => {
  const setup = setupOf(await fullState())
  expect(decodeInstallation(encodeInstallation(setup))).toEqual(setup)
  const product = forfeitedInstallation(testSigner('y').publicKey, setup, 5).products[0]
  expect(product).toMatchObject({ standing: { state: 0 }, rearmsLeft: 0 })
  expect(product?.grace).toBeUndefined()
  expect(product?.evidence).toBeUndefined()
  expect(product?.key).toBeDefined()
})

test('R4.11 a sealed state opens with its own key only', async () => {
  const own = testSigner('virtual 0')
  const state = await fullState()
  const bytes = await sealInstallation(state, own)
  expect(openInstallation(bytes, own.publicKey, testCryptography)).toEqual(state)
  const open = () => openInstallation(bytes, testSigner('other').publicKey, testCryptography)
  expect(codeOf(catching(open))).toBe('state-damaged')
})

test('R4.11 a sealed state with any byte changed or cut off does not open', async () => {
  const own = testSigner('virtual 0')
  const bytes = await sealInstallation(await fullState(), own)
  for (let index = 0; index < bytes.length; index++) {
    const changed = bytes.slice()
    changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8))
    for (const candidate of [changed, bytes.slice(0, index)]) {
      const open = () => openInstallation(candidate, own.publicKey, testCryptography)
      expect(codeOf(catching(open)), `byte ${index}`).toBe('state-damaged')
    }
  }
})

test('R4.11 a lease of another machine in a state that is otherwise right licenses nothing', async () => {
  const state = await fullState()
  const foreign = { ...state, publicKey: testSigner('thief').publicKey }
  const product = loadClientState(foreign, testCryptography).products.get(productId)
  expect(product?.lease).toBeUndefined()
  expect(product?.stored).toMatchObject({
    standing: { state: 0 },
    lastError: { code: 'document-other-machine' },
  })
})

function catching(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
  }
}
