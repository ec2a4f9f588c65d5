import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromHex } from '@muster/core/bytes'
import { encodeInstallationId, monthAt } from '@muster/core/confirming'
import { verifyCatalogue, verifyIssuerCertificate, verifyProductLicence } from '@muster/core/documents'
import { codeOf } from '@muster/core/errors'
import { installationIdToDigits } from '@muster/core/keys'
import type { Files } from '@muster/core/ports'
import { folderFiles, nodeCryptography, passphraseSealer, systemClock, systemRandom } from '@muster/node'
import { createMemoryAuthorityStore } from '@muster/store/memory'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepingLog, passphrase, sealingCost } from './authority.fixtures.ts'
import { backupAuthority, initAuthority, openAuthorityFolder } from './main.ts'
import { initialise } from './operations/initialise.ts'

let folder: string
const choice = { vendorName: 'Example Software', passphrase, who: 'anna', sealingCost }
const init = (changes: object = {}) =>
  initAuthority({ ...choice, folder: join(folder, 'vendor'), ...changes })
const open = () =>
  openAuthorityFolder(join(folder, 'vendor'), { who: 'anna', environment: {}, log: keepingLog([]) })
const product = {
  name: 'Writer',
  edition: 'Enterprise',
  version: '1.0',
  family: 'client',
  policy: {},
} as const

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-set-up-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('setting an authority up', () => {
  test('makes a root, an issuer that it certifies for two years, and the public key for products', async () => {
    const { rootPublicKey, issuerExpiresSeconds, vendorRootPath } = await init()
    expect(await readFile(vendorRootPath, 'utf8')).toBe(`${rootPublicKey}\n`)
    const authority = await open()
    const roots = [fromHex(rootPublicKey) ?? new Uint8Array()]
    const issuer = verifyIssuerCertificate(await authority.issuerCertificate(), roots, nodeCryptography)
    expect(issuer.vendorName).toBe('Example Software')
    expect(issuerExpiresSeconds - issuer.issuedAtSeconds).toBe(2 * 365 * 24 * 60 * 60)
    await authority.close()
  })

  test('R6.4 an authority without a key for confirmations gets one when its issuer is renewed', async () => {
    const { rootPublicKey } = await init()
    const path = join(folder, 'vendor', 'issuer.json')
    const issuer = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    const { confirmationSecretKey: _without, ...before } = issuer
    await writeFile(path, JSON.stringify(before))
    const authority = await open()
    const digits = installationIdToDigits(
      encodeInstallationId({
        kind: 'host',
        keyFingerprint: new Uint8Array(7),
        month: monthAt(Math.floor(Date.now() / 1_000)),
        digest: new Uint8Array(12),
      }),
    )
    expect(await codeFrom(authority.telephone(digits))).toBe('confirmation-key-missing')
    await authority.renewIssuer({ passphrase })
    expect(await authority.telephone(digits)).toMatchObject({ kind: 'refused', code: 'key-unknown' })
    const roots = [fromHex(rootPublicKey) ?? new Uint8Array()]
    const first = verifyIssuerCertificate(await authority.issuerCertificate(), roots, nodeCryptography)
    await authority.renewIssuer({ passphrase })
    const second = verifyIssuerCertificate(await authority.issuerCertificate(), roots, nodeCryptography)
    expect(second.confirmationPublicKey).toEqual(first.confirmationPublicKey)
    await authority.close()
  })

  test('keeps every file to its owner, and the root key sealed and apart', async () => {
    const { rootKeyPath } = await init()
    expect(rootKeyPath).toBe(join(folder, 'vendor', 'root', 'vendor-root.key'))
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
      expect((await stat(join(file.parentPath, file.name))).mode & 0o077).toBe(0)
  })

  test('is done once', async () => {
    await init()
    expect(await codeFrom(init())).toBe('already-initialised')
  })

  test('of two at once, one sets up', async () => {
    const codes = await Promise.all([codeFrom(init()), codeFrom(init())])
    expect(codes.toSorted()).toEqual(['already-initialised', 'done'])
    await (await open()).close()
  })

  test('needs a passphrase of 12 characters and a name of 1 to 100 bytes', async () => {
    expect(await codeFrom(init({ passphrase: 'elevenchars' }))).toBe('passphrase-short')
    for (const vendorName of ['', '  ', 'ü'.repeat(51), 'two\nlines'])
      expect(await codeFrom(init({ vendorName }))).toBe('config-invalid')
    expect(await codeFrom(open())).toBe('authority-not-initialised')
    expect(await codeFrom(init({ passphrase: 'twelve chars', vendorName: 'ü'.repeat(50) }))).toBe('done')
  })

  test('interrupted at any write, it leaves no authority, and works the next time', async () => {
    const path = join(folder, 'vendor')
    for (let writes = 0; writes < 4; writes++) {
      const budget = { left: writes }
      const context = {
        files: failingAfter(folderFiles(path), budget),
        rootFiles: failingAfter(folderFiles(join(path, 'root')), budget),
        sealer: passphraseSealer(sealingCost),
        cryptography: nodeCryptography,
        random: systemRandom,
        clock: systemClock,
        openStore: async () => createMemoryAuthorityStore(),
      }
      expect(await codeFrom(initialise(choice, context))).toBe('interrupted')
      expect(await codeFrom(open())).toBe('authority-not-initialised')
    }
    await init()
    await (await open()).close()
    const kept = await readdir(join(path, 'root'))
    expect(kept.filter((name) => name.startsWith('vendor-root.key.'))).toHaveLength(3)
  })
})

describe('an authority that was set up', () => {
  test('R1.2 exports a licence that leads to the root, with the setup key of the product', async () => {
    const { rootPublicKey } = await init()
    const authority = await open()
    const { terms } = await authority.addProduct(product)
    const { licence, setupKey } = await authority.exportLicence('writer enterprise')
    const read = verifyProductLicence(licence, [fromHex(rootPublicKey) ?? new Uint8Array()], nodeCryptography)
    expect(read.terms).toEqual(terms)
    expect(setupKey).toBe((await authority.setupKey('Writer')).productKey)
    await authority.close()
  })

  test('R1.5 exports a catalogue of all products or of chosen groups', async () => {
    const { rootPublicKey } = await init()
    const authority = await open()
    await authority.addProduct(product)
    await authority.addProduct({ ...product, version: '2.0' })
    const roots = [fromHex(rootPublicKey) ?? new Uint8Array()]
    const issuer = verifyIssuerCertificate(await authority.issuerCertificate(), roots, nodeCryptography)
    const count = async (groups?: readonly number[]) =>
      verifyCatalogue((await authority.exportCatalogue(groups)).catalogue, issuer, nodeCryptography).products
        .length
    expect([await count(), await count([2]), await count([3])]).toEqual([2, 1, 0])
    await authority.close()
  })

  test('a name that several products have is refused', async () => {
    await init()
    const authority = await open()
    await authority.addProduct(product)
    await authority.addProduct({ ...product, version: '2.0' })
    expect(await codeFrom(authority.product('Writer'))).toBe('product-not-found')
    expect((await authority.product('Writer Enterprise 2.0')).terms.version).toBe('2.0')
    await authority.close()
  })

  test('is copied while it is open, without its root key, and the copy goes on', async () => {
    await init()
    const authority = await open()
    await authority.addProduct(product)
    const key = await authority.issueKey({ kind: 'host', products: ['Writer'], note: '' })
    const source = join(folder, 'vendor')
    const target = await backupAuthority(authority, source, join(folder, 'copy'))
    expect(await codeFrom(backupAuthority(authority, source, target))).toBe('already-initialised')
    await authority.close()
    const copy = await openAuthorityFolder(target, { environment: {}, log: keepingLog([]) })
    expect((await copy.key(key.productKey)).key.partialProductKey).toBe(key.partialProductKey)
    await copy.close()
    const names = await readdir(target)
    expect(names.toSorted()).toEqual(
      [
        'access.json',
        'authority.sqlite',
        'authority.toml',
        'issuer.json',
        'vendor-root.pub',
        'vendor.json',
      ].toSorted(),
    )
  })

  test('is not opened when its issuer file was changed', async () => {
    await init()
    const path = join(folder, 'vendor', 'issuer.json')
    const content = await readFile(path, 'utf8')
    for (const text of [
      '',
      '{}',
      content.replace(/"privateKey": "./, '"privateKey": "x'),
      swapKey(content),
    ]) {
      await writeFile(path, text)
      expect(await codeFrom(open())).toBe('state-damaged')
    }
  })
})

describe('renewing the issuer', () => {
  test('keeps its key, and what was signed before verifies with the new certificate', async () => {
    const { rootPublicKey } = await init()
    const authority = await open()
    await authority.addProduct(product)
    const { catalogue } = await authority.exportCatalogue()
    const before = await authority.issuerCertificate()
    await authority.renewIssuer({ passphrase })
    const after = await authority.issuerCertificate()
    expect(after).not.toEqual(before)
    const roots = [fromHex(rootPublicKey) ?? new Uint8Array()]
    const [old, renewed] = [before, after].map((bytes) =>
      verifyIssuerCertificate(bytes, roots, nodeCryptography),
    )
    expect(renewed?.issuerPublicKey).toEqual(old?.issuerPublicKey)
    if (renewed !== undefined) verifyCatalogue(catalogue, renewed, nodeCryptography)
    await authority.close()
  })

  test('makes a new key where that is wanted', async () => {
    await init()
    const authority = await open()
    expect((await authority.renewIssuer({ passphrase, newKey: true })).issuerName).toBe('Issuer 2')
    await authority.close()
    await (await open()).close()
  })

  test('works with the root key from elsewhere, and says so when it is not there', async () => {
    await init()
    await rename(join(folder, 'vendor', 'root'), join(folder, 'stick'))
    const authority = await open()
    expect(await codeFrom(authority.renewIssuer({ passphrase }))).toBe('root-key-missing')
    expect(await codeFrom(authority.renewIssuer({ passphrase, rootFolder: join(folder, 'stick') }))).toBe(
      'done',
    )
    await authority.close()
  })

  test('is refused with a wrong passphrase, and with the root key of another vendor', async () => {
    await init()
    await initAuthority({ ...choice, folder: join(folder, 'other') })
    const authority = await open()
    const before = await authority.issuerCertificate()
    expect(await codeFrom(authority.renewIssuer({ passphrase: 'wrong, but long enough' }))).toBe(
      'passphrase-wrong',
    )
    const rootFolder = join(folder, 'other', 'root')
    expect(await codeFrom(authority.renewIssuer({ passphrase, rootFolder }))).toBe('root-key-missing')
    expect(await authority.issuerCertificate()).toEqual(before)
    await authority.close()
  })
})

/** Files whose writes fail once the budget is used up, as at a full disk or a kill. */
function failingAfter(files: Files, budget: { left: number }): Files {
  return {
    ...files,
    write: async (name, content) => {
      if (budget.left-- <= 0) throw Object.assign(new Error('stopped'), { simulated: true })
      await files.write(name, content)
    },
  }
}

/** The same file with another private key. */
function swapKey(content: string): string {
  return content.replace(
    /("privateKey": ")[0-9a-f]{2}/,
    `$1${content.includes('"privateKey": "00') ? '01' : '00'}`,
  )
}

function codeFrom(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => (error.simulated === true ? 'interrupted' : codeOf(error)),
  )
}
