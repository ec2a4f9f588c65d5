/** The guide for administrators, on a new OpenLDAP: schema, rights and container as it says, then every way to publish. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { muster, musterJson } from '../support/command-line.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { startVendorAuthority, type VendorAuthority } from '../support/vendor-authority.ts'
import { guideBlocks } from './guide.ts'
import {
  describeSlapd,
  type Slapd,
  slapdConfiguration,
  slapdMember,
  slapdRoot,
  slapdSuffix,
  slapdWriter,
  startSlapd,
} from './slapd.ts'

const launcher = join(import.meta.dirname, '../../packages/cli/bin.js')

interface Published {
  readonly objectId: string
  readonly publication: string
  readonly confirmedBy: string
  readonly forestName: string
}

describeSlapd('the guide to directories, on OpenLDAP', () => {
  let slapd: Slapd
  let folder: TemporaryFolder
  let vendor: VendorAuthority
  let keyFile: string
  let root: string
  let objectId: string

  beforeAll(async () => {
    ;[slapd, folder, vendor] = await Promise.all([
      startSlapd({ isNew: true }),
      temporaryFolder(),
      startVendorAuthority(),
    ])
    keyFile = await file('host-key.txt', vendor.hostKey.productKey)
    root = vendor.root
    for (const [name, { password }] of Object.entries({
      'admin-password': slapdRoot,
      password: slapdWriter,
      member: slapdMember,
    }))
      await file(name, password)
  })
  afterAll(async () => {
    for (const resource of [vendor, folder, slapd]) await resource?.[Symbol.asyncDispose]()
  })

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder.path, name)
    await writeFile(path, content)
    return path
  }

  /** What the guide says to type, with the names of this test. */
  function type(block: string): Promise<void> {
    const local = `-x -D ${slapdConfiguration.name} -w ${slapdConfiguration.password} -H ldap://127.0.0.1:${slapd.port}`
    const script = block
      .replaceAll('-Y EXTERNAL -H ldapi:///', local)
      .replaceAll('dc=corp,dc=example', slapdSuffix)
      .replaceAll('--server ldap.corp.example', `--server localhost:${slapd.tlsPort} --ca ${slapd.caFile}`)
      .replaceAll(/\bmuster directory/g, `"${process.execPath}" "${launcher}" directory`)
    return new Promise((resolve, reject) => {
      execFile('sh', ['-e', '-c', script], { cwd: folder.path }, (error, _stdout, stderr) =>
        error === null ? resolve() : reject(new Error(stderr)),
      )
    })
  }

  const as = ({ name }: { readonly name: string }, passwordFile: string) => [
    ...['--server', `localhost:${slapd.tlsPort}`, '--ca', slapd.caFile, '--protection', 'ldaps'],
    ...['--account', name, '--password-file', join(folder.path, passwordFile)],
  ]
  const publisher = () => as(slapdWriter, 'password')

  it('loads the schema, gives the rights and makes the container', async () => {
    for (const block of guideBlocks('directory.md', 'OpenLDAP: configuration')) await type(block)
    for (const block of guideBlocks('directory.md', 'OpenLDAP: administrator')) await type(block)
    const prepared = await musterJson<{ made: boolean }>(['directory', 'prepare', ...publisher()])
    expect(prepared.made).toBe(false)
  })

  it('R8.1 publishes online, renews in place, lists and verifies', async () => {
    const words = [
      'directory',
      'publish',
      '--authority',
      vendor.url,
      '--key-file',
      keyFile,
      '--vendor-root',
      root,
    ]
    const first = await musterJson<Published>([...words, ...publisher()])
    expect(first).toMatchObject({ publication: 'added', confirmedBy: 'signature', forestName: 'corp.test' })
    const second = await musterJson<Published>([...words, ...publisher()])
    expect(second).toMatchObject({ objectId: first.objectId, publication: 'replaced' })
    objectId = first.objectId
    const listed = await musterJson<readonly Published[]>(['directory', 'list', ...as(slapdMember, 'member')])
    expect(listed.map((object) => object.objectId)).toEqual([objectId])
    const verify = ['directory', 'verify', ...as(slapdMember, 'member')]
    expect(await musterJson<unknown>([...verify, '--vendor-root', root])).toMatchObject([
      { isValid: true, upTo: 'root' },
    ])
    const foreign = await muster([...verify, '--vendor-root', '00'.repeat(32), '--json'])
    expect([foreign.exitCode, JSON.parse(foreign.stdout)[0].code]).toEqual([1, 'document-signer-unknown'])
  })

  it('R8.4 publishes by telephone and by file, each in the place of the one before', async () => {
    const { installationId } = await musterJson<{ installationId: string }>([
      ...['directory', 'installation-id', '--key-file', keyFile, ...publisher()],
    ])
    const answer = await vendor.authority.telephone(installationId)
    const digits = answer.kind === 'confirmed' ? answer.confirmationId : ''
    await file('issuer.certificate', await vendor.authority.issuerCertificate())
    const words = ['directory', 'publish', '--key-file', keyFile, '--media', folder.path, '--confirmation-id']
    const confirmed = await musterJson<Published>([...words, digits, ...publisher()])
    expect(confirmed).toMatchObject({ objectId, publication: 'replaced', confirmedBy: 'telephone' })
    const [{ isValid }] = await musterJson<readonly [{ isValid: boolean }]>([
      ...['directory', 'verify', '--vendor-root', root, ...publisher()],
    ])
    expect(isValid).toBe(true)
    const misheard = digits.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10))
    expect((await muster([...words, misheard, ...publisher()])).stderr).toContain('confirmation-id-checksum')
    const place = await musterJson<{ forestId: string; forestName: string }>([
      'directory',
      'show',
      ...publisher(),
    ])
    const { items } = await vendor.authority.keys({ limit: 1 })
    const keyReference = items[0]?.key.partialProductKey ?? ''
    const { document } = await vendor.authority.createObject({ ...place, keyReference })
    const object = await file('forest.object', document)
    const published = await musterJson<Published>([
      'directory',
      'publish',
      '--object',
      object,
      ...publisher(),
    ])
    expect(published).toMatchObject({ objectId, publication: 'replaced', confirmedBy: 'signature' })
    expect(items[0]?.key.kind === 'host' && (await vendor.authority.key(keyReference)).hostsActivated).toBe(1)
  })

  it('R8.2 refuses what would do harm: a member that writes, a password without TLS, a foreign object', async () => {
    const object = join(folder.path, 'forest.object')
    const byMember = await muster(['directory', 'publish', '--object', object, ...as(slapdMember, 'member')])
    expect([byMember.exitCode, byMember.stderr]).toEqual([1, expect.stringContaining('directory-permission')])
    const counted = async () => (await vendor.authority.key(vendor.hostKey.keyId)).activations
    const before = await counted()
    const online = ['directory', 'publish', '--authority', vendor.url, '--key-file', keyFile]
    expect((await muster([...online, ...as(slapdMember, 'member')])).stderr).toContain('directory-permission')
    expect(await counted()).toBe(before)
    const bare = publisher().filter((word) => word !== '--protection' && word !== 'ldaps')
    const unprotected = await muster(['directory', 'list', ...bare])
    expect(unprotected.stderr).toContain('directory-password-unprotected')
    const foreign = await muster([
      'directory',
      'publish',
      '--object',
      object,
      '--vendor-root',
      '00'.repeat(32),
      ...publisher(),
    ])
    expect(foreign.stderr).toContain('document-signer-unknown')
    const none = await muster(['directory', 'publish', ...publisher()])
    expect(none.exitCode).toBe(2)
  })

  it('R8.4 inspects and removes an object, and asks before it does', async () => {
    const shown = await musterJson<{ document: string }>(['directory', 'inspect', objectId, ...publisher()])
    expect(Buffer.from(shown.document, 'base64')[0]).toBe(0xd2)
    const unasked = await muster(['directory', 'remove', objectId, ...publisher()])
    expect(unasked.exitCode).toBe(2)
    await musterJson(['directory', 'remove', objectId, '--yes', ...publisher()])
    expect(await musterJson(['directory', 'list', ...publisher()])).toEqual([])
    const again = await muster(['directory', 'inspect', objectId, ...publisher()])
    expect(again.stderr).toContain('directory-object-missing')
  })
})
