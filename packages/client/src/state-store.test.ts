import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '@muster/core/errors'
import type { Files } from '@muster/core/ports'
import { nodeCryptography, systemClock, systemRandom } from '@muster/node'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { lazyCryptography } from './lazy-cryptography.ts'
import { openClientFolder } from './main.ts'
import { StateStore } from './state-store.ts'
import { temporaryFolder } from './testing/temporary-folder.fixtures.ts'
import { createTestVendor, startTestHost } from './testing/test-host.fixtures.ts'

type Contents = ReadonlyMap<string, Uint8Array>

let activated: Contents = new Map()
let productId = ''

beforeAll(async () => {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  host.behave({ count: 3 })
  const client = await openClientFolder(folder)
  await client.installLicence(vendor.productLicence, vendor.roots)
  await client.installKey(vendor.setupKey)
  await client.setHost(host.address)
  await client.activate()
  expect((await client.status()).licenceState).toBe(1)
  productId = vendor.terms.productId
  activated = await contentsOf(folder)
  await host.close()
  await rm(folder, { recursive: true })
})

async function contentsOf(folder: string): Promise<Contents> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile())
  const pairs = names.map(
    async ({ name }) => [name, new Uint8Array(await readFile(join(folder, name)))] as const,
  )
  return new Map(await Promise.all(pairs))
}

/** Files in memory: every byte of every file is damaged in one test. */
function memoryFiles(contents: Contents): Files & { readonly contents: Map<string, Uint8Array> } {
  const present = new Map(contents)
  return {
    contents: present,
    read: async (name) => present.get(name),
    write: async (name, content) => void present.set(name, content),
    rename: async (from, to) => {
      present.set(to, present.get(from) ?? new Uint8Array())
      present.delete(from)
    },
    remove: async (name) => void present.delete(name),
    exclusively: (_name, _waitMs, work) => work(),
  }
}

async function loadFrom(contents: Contents) {
  const files = memoryFiles(contents)
  const cryptography = lazyCryptography(nodeCryptography)
  const ports = { files, cryptography, random: systemRandom, clock: systemClock }
  return { files, kept: await new StateStore(ports).load() }
}

function damages(content: Uint8Array, index: number): readonly Uint8Array[] {
  const flipped = content.slice()
  flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8))
  return [flipped, content.slice(0, index)]
}

test.each(['state.cbor', 'installation.key'])(
  'R4.11 %s torn or edited at any byte licenses nothing, is kept aside, and leaves no grace and no rearm',
  async (name) => {
    const content = activated.get(name) ?? new Uint8Array()
    expect(content.length).toBeGreaterThan(31)
    for (let index = 0; index < content.length; index++) {
      for (const damaged of damages(content, index)) {
        const { files, kept } = await loadFrom(new Map(activated).set(name, damaged))
        const product = kept.state.products.get(productId)
        expect(kept.foundDamaged, `byte ${index}`).toBe(true)
        expect(product?.lease).toBeUndefined()
        expect(product?.stored).toMatchObject({ standing: { state: 0 }, rearmsLeft: 0 })
        const aside = name === 'state.cbor' ? damaged : activated.get('state.cbor')
        expect(files.contents.get('state.cbor.damaged')).toEqual(aside)
      }
    }
  },
)

test('R4.11 damage of the setup file takes nothing away, and grants nothing after a second damage', async () => {
  const content = activated.get('setup.cbor') ?? new Uint8Array()
  for (let index = 0; index < content.length; index += 7) {
    for (const damaged of damages(content, index)) {
      const { kept } = await loadFrom(new Map(activated).set('setup.cbor', damaged))
      expect(kept.state.products.get(productId)?.lease).toBeDefined()
      const both = await loadFrom(
        new Map(activated).set('setup.cbor', damaged).set('state.cbor', new Uint8Array()),
      )
      for (const { lease, stored } of both.kept.state.products.values()) {
        expect(lease).toBeUndefined()
        expect(stored.rearmsLeft).toBe(0)
      }
    }
  }
})

test.each(['state.cbor', 'installation.key'])(
  'R4.11 a missing %s is damage, not a new start',
  async (name) => {
    const without = new Map(activated)
    without.delete(name)
    const { kept } = await loadFrom(without)
    expect(kept.foundDamaged).toBe(true)
    expect(kept.state.installation.damaged).toBe(true)
  },
)

test('R4.6 a crash at any write of a rearm leaves the old identity or the new one, never damage', async () => {
  for (let failing = 0; failing < 6; failing++) {
    const files = memoryFiles(activated)
    let writes = 0
    const crash = async () => {
      if (writes++ >= failing) throw new Error('crash')
    }
    const crashing: Files = {
      ...files,
      write: (name, content) => crash().then(() => files.write(name, content)),
      rename: (from, to) => crash().then(() => files.rename(from, to)),
    }
    const ports = {
      files: crashing,
      cryptography: lazyCryptography(nodeCryptography),
      random: systemRandom,
      clock: systemClock,
    }
    const store = new StateStore(ports)
    const { state } = await store.load()
    const privateKey = systemRandom.bytes(32)
    const { publicKey } = nodeCryptography.signer(privateKey)
    const rearmed = { ...state, installation: { ...state.installation, publicKey } }
    await store.save(rearmed, privateKey).catch(() => undefined)
    const { kept } = await loadFrom(files.contents)
    expect(kept.foundDamaged, `crash at ${failing}`).toBe(false)
  }
})

test('R4.11 a damaged folder says so in its status and can be activated again', async () => {
  const folder = await temporaryFolder()
  for (const [name, content] of activated) await writeFile(join(folder, name), content)
  await writeFile(join(folder, 'state.cbor'), new Uint8Array(10))
  const client = await openClientFolder(folder)
  expect(await client.status()).toMatchObject({
    product: 'Example Writer',
    licenceState: 0,
    rearmsLeft: 0,
    lastError: { code: 'state-damaged' },
  })
  expect((await client.events()).map(({ code }) => code)).toContain('state-damaged')
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  host.behave({ count: 3 })
  await client.setHost(host.address)
  expect(await client.activate()).toMatchObject({ kind: 'activated' })
  const copy = await temporaryFolder()
  await cp(folder, copy, { recursive: true })
  expect((await (await openClientFolder(copy)).status()).licenceState).toBe(1)
})

test('a private key of the wrong length is never used', async () => {
  const { kept } = await loadFrom(new Map(activated).set('installation.key', new Uint8Array(33)))
  expect(kept.privateKey).toHaveLength(32)
  expect(codeOf(undefined)).toBe('unexpected')
})
