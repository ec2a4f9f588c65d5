/** The guide for administrators, on a real Active Directory: container, rights of a group, publishing, reading. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { startVendorAuthority, type VendorAuthority } from '../support/vendor-authority.ts'
import { guideBlocks } from './guide.ts'
import {
  type Ended,
  type Samba,
  sambaDomain,
  sambaHost,
  sambaPassword,
  startSamba,
  whySambaCannotRun,
} from './samba.ts'

const launcher = join(import.meta.dirname, '../../packages/cli/bin.js')
const realm = sambaDomain.toUpperCase()
const container = 'CN=Muster,CN=Services,CN=Configuration,DC=ad,DC=test'

interface Place {
  readonly forestId: string
  readonly forestName: string
  readonly container: string
  readonly server: string
}

const reason = await whySambaCannotRun()
if (reason !== undefined) {
  if (process.env.CI === 'true') throw new Error(`The Active Directory cannot be started: ${reason}.`)
  console.warn(`SKIPPED: activation objects in an Active Directory, since ${reason}.`)
}

describe.skipIf(reason !== undefined)('the guide to directories, on Active Directory', () => {
  let samba: Samba
  let folder: TemporaryFolder
  let vendor: VendorAuthority
  let keyReference: string
  let root: string
  let objectId: string

  beforeAll(async () => {
    ;[samba, folder, vendor] = await Promise.all([startSamba(), temporaryFolder(), startVendorAuthority()])
    root = vendor.root
    keyReference = vendor.hostKey.keyId
    await writeFile(join(folder.path, 'password'), sambaPassword)
    await succeed(tool(['user', 'create', 'anna', sambaPassword]))
    await succeed(tool(['user', 'create', 'ben', sambaPassword]))
  })
  afterAll(async () => {
    for (const resource of [vendor, folder, samba]) await resource?.[Symbol.asyncDispose]()
  })

  const settings = () => ({ SMB_CONF_PATH: join(samba.folder, 'dc/etc/smb.conf') })
  const tool = (words: readonly string[]) => samba.enter(['samba-tool', ...words], { env: settings() })
  const ticketsOf = (name: string) => ({ KRB5CCNAME: `FILE:${join(folder.path, `tickets-${name}`)}` })

  async function succeed(ending: Promise<Ended>): Promise<string> {
    const { code, stdout, stderr } = await ending
    if (code !== 0) throw new Error(stderr)
    return stdout
  }

  /** A command with this person's own ticket. */
  async function as(name: string, words: readonly string[]): Promise<Ended> {
    const env = ticketsOf(name)
    await succeed(samba.enter(['kinit', `${name}@${realm}`], { env, input: `${sambaPassword}\n` }))
    return samba.enter(
      [process.execPath, launcher, 'directory', ...words, '--domain', sambaDomain, '--json'],
      { env },
    )
  }
  const valueAs = async <Value>(name: string, words: readonly string[]) =>
    JSON.parse(await succeed(as(name, words))) as Value

  /** A command over TLS with a password, or with no account at all. */
  const overTls = (words: readonly string[], name?: string) => {
    const account = ['--account', `${name}@${sambaDomain}`, '--password-file', join(folder.path, 'password')]
    return samba.enter([
      ...[process.execPath, launcher, 'directory', ...words, '--json', '--server', sambaHost],
      ...['--protection', 'ldaps', '--ca', samba.caFile, ...(name === undefined ? [] : account)],
    ])
  }

  /** The vendor's file for this forest. */
  async function objectFile(): Promise<string> {
    const { forestId, forestName } = await valueAs<Place>('anna', ['show'])
    const { document } = await vendor.authority.createObject({ keyReference, forestId, forestName })
    const path = join(folder.path, 'forest.object')
    await writeFile(path, document)
    return path
  }

  it('finds a domain controller by DNS, and the configuration partition of the forest', async () => {
    expect(await valueAs<Place>('anna', ['show'])).toMatchObject({
      forestName: sambaDomain,
      kind: 'active-directory',
      container,
      server: `${sambaHost}:389`,
    })
  })

  it('R8.2 only an administrator of the forest makes the container', async () => {
    const refused = await as('anna', ['prepare'])
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('directory-permission')])
    expect(await valueAs('Administrator', ['prepare'])).toEqual({ made: true, container })
    expect(await valueAs('Administrator', ['prepare'])).toEqual({ made: false, container })
  })

  it('R8.2 a group publishes after the rights that the guide gives it, and not before', async () => {
    const object = await objectFile()
    const early = await as('anna', ['publish', '--object', object])
    expect(early.stderr).toContain('directory-permission')
    for (const block of guideBlocks('directory.md', 'Samba')) {
      const script = block.replaceAll('DC=corp,DC=example', 'DC=ad,DC=test')
      await succeed(samba.enter(['sh', '-e', '-c', script], { env: settings() }))
    }
    const published = await valueAs<{ objectId: string }>('anna', [
      'publish',
      '--object',
      object,
      '--vendor-root',
      root,
    ])
    expect(published).toMatchObject({ publication: 'added', forestName: sambaDomain })
    objectId = published.objectId
    expect(await valueAs('anna', ['publish', '--object', await objectFile()])).toMatchObject({
      objectId,
      publication: 'replaced',
    })
  })

  it('R8.2 an ordinary account reads and cannot write; without an account nothing can be read', async () => {
    for (const listed of [as('ben', ['list']), overTls(['list'], 'ben')])
      expect(JSON.parse(await succeed(listed))).toMatchObject([{ objectId, vendorName: 'Example Software' }])
    const verdicts = await valueAs('ben', ['verify', '--vendor-root', root])
    expect(verdicts).toMatchObject([{ isValid: true, upTo: 'root' }])
    for (const refused of [
      await as('ben', ['publish', '--object', join(folder.path, 'forest.object')]),
      await as('ben', ['remove', objectId, '--yes']),
      await overTls(['remove', objectId, '--yes'], 'ben'),
      await overTls(['list']),
    ])
      expect(refused.stderr).toContain('directory-permission')
  })

  it('R8.4 an administrator changes and removes what the group published, and jobs work with a keytab', async () => {
    const keytab = join(folder.path, 'anna.keytab')
    await succeed(tool(['domain', 'exportkeytab', keytab, `--principal=anna@${realm}`]))
    const words = [
      process.execPath,
      launcher,
      'directory',
      'list',
      '--domain',
      sambaDomain,
      '--keytab',
      keytab,
    ]
    const listed = samba.enter([...words, '--json'], { env: ticketsOf('nobody') })
    expect(JSON.parse(await succeed(listed))).toHaveLength(1)
    const object = join(folder.path, 'forest.object')
    const replaced = await valueAs('Administrator', ['publish', '--object', object])
    expect(replaced).toMatchObject({ publication: 'replaced' })
    expect(JSON.parse(await succeed(overTls(['remove', objectId, '--yes'], 'anna')))).toMatchObject({
      objectId,
    })
    expect(await valueAs('ben', ['list'])).toEqual([])
  })

  it('says what is missing: the ticket, the password, the server', async () => {
    const noTicket = await samba.enter(
      [process.execPath, launcher, 'directory', 'list', '--domain', sambaDomain],
      {
        env: ticketsOf('nobody'),
      },
    )
    expect([noTicket.code, noTicket.stderr]).toEqual([1, expect.stringContaining('directory-ticket-missing')])
    await writeFile(join(folder.path, 'password'), 'wrong')
    expect((await overTls(['list'], 'ben')).stderr).toContain('directory-credentials')
    const words = [process.execPath, launcher, 'directory', 'list', '--server', `${sambaHost}:1`]
    const down = await samba.enter([...words, '--protection', 'ldaps', '--ca', samba.caFile])
    expect([down.code, down.stderr]).toEqual([3, expect.stringContaining('directory-unreachable')])
  })
})
