/**
 * Members of a real Active Directory: activated by its directory with the keys that they were given when they joined,
 * with no host running; and the fleet that finds them there.
 */
import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DirectoryVendor, directoryVendor } from '../support/directory-vendor.ts'
import { startHostProcess } from '../support/host-process.ts'
import {
  installMachine,
  musterInside,
  serveInside,
  statusInside,
  stopProcess,
} from '../support/joined-machine.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { type Samba, sambaDomain, sambaHost, startSamba, whySambaCannotRun } from './samba.ts'

const publisher = join(import.meta.dirname, '../support/publish-object.ts')
const realm = sambaDomain.toUpperCase()
const account = 'PC-0417$'
const machinePassword = 'Pass-word-3-muster'
const user = { name: 'reader', password: 'Pass-word-2-muster' }
/** More than a server gives in one page. */
const computersCount = 1_100
const expiryAttemptsMax = 400
const expiryPauseMs = 50

const reason = await whySambaCannotRun()
if (reason !== undefined) {
  if (process.env.CI === 'true') throw new Error(`The Active Directory cannot be started: ${reason}.`)
  console.warn(`SKIPPED: members of an Active Directory, since ${reason}.`)
}

describe.skipIf(reason !== undefined)('a member of an Active Directory', () => {
  let samba: Samba
  let vendor: DirectoryVendor
  let folder: TemporaryFolder
  let service: ChildProcess | undefined
  let machines = 0
  const file = (name: string) => join(folder.path, name)

  beforeAll(async () => {
    folder = await temporaryFolder()
    samba = await startSamba()
    vendor = await directoryVendor()
    await joinDomain(account, 'pc.keytab')
    await succeed(['samba-tool', 'user', 'create', user.name, user.password, '-s', configuration()])
    await writeFile(file('empty.keytab'), new Uint8Array([5, 2]))
    await writeFile(file('password'), user.password)
    await writeFile(file('wrong'), 'not the password')
    const access = {
      target: { kind: 'server', name: sambaHost },
      protection: 'none',
      account: { kind: 'kerberos' },
      timeoutMs: 10_000,
    }
    await succeed([process.execPath, publisher, JSON.stringify(access)])
    await (await startHostProcess(file('host')))[Symbol.asyncDispose]()
  })

  afterAll(async () => {
    await stopProcess(service)
    await samba?.[Symbol.asyncDispose]()
    await folder?.[Symbol.asyncDispose]()
  })

  const configuration = () => join(samba.folder, 'dc/etc/smb.conf')

  async function succeed(line: readonly string[], input = ''): Promise<string> {
    const { code, stdout, stderr } = await samba.enter(line, { input })
    expect(code, `${line[0]}: ${stderr}${stdout}`).toBe(0)
    return stdout
  }

  /** A computer account, with its keys in a file; gives what names them. */
  async function joinDomain(name: string, keytab: string): Promise<{ readonly KRB5_KTNAME: string }> {
    const tool = (...words: readonly string[]) => succeed(['samba-tool', ...words, '-s', configuration()])
    await tool('computer', 'create', name)
    await tool('user', 'setpassword', name, `--newpassword=${machinePassword}`)
    await tool('domain', 'exportkeytab', file(keytab), `--principal=${name}`)
    return { KRB5_KTNAME: `FILE:${file(keytab)}` }
  }

  /** What a machine that joined has in its environment; its keys alone, and no ticket. */
  const joined = () => ({
    KRB5_KTNAME: `FILE:${file('pc.keytab')}`,
    KRB5CCNAME: `FILE:${file('no-tickets')}`,
  })
  const left = () => ({ ...joined(), KRB5_KTNAME: `FILE:${file('empty.keytab')}` })

  const newMachine = () => installMachine(file(`machine-${++machines}`), vendor)
  const activate = (path: string, env: Readonly<Record<string, string>>, through?: number) =>
    musterInside(samba, ['client', 'activate', '--data', path], env, through)

  /** A machine that joined nothing and is told how to reach the directory; only the directory may activate it. */
  async function toldMachine(...words: readonly string[]): Promise<string> {
    const path = await newMachine()
    await musterInside(samba, ['client', 'set-directory', sambaDomain, ...words, '--data', path])
    await musterInside(samba, ['client', 'set-channel', 'directory', '--data', path])
    return path
  }

  const ldaps = (passwordFile: string) => [
    '--protection',
    'ldaps',
    '--account',
    `${user.name}@${sambaDomain}`,
    '--password-file',
    file(passwordFile),
  ]

  it('R8.1 is activated with its own keys: nothing is set, no host runs, nobody is counted', async () => {
    const path = await newMachine()
    const { value, stderr } = await activate(path, joined())
    expect(stderr).toBe('')
    expect(value).toMatchObject({ activated: true, count: null, objectName: expect.any(String) })
    const status = await statusInside(samba, path, joined())
    expect(status).toMatchObject({
      channel: 'directory',
      licenceState: 1,
      domain: sambaDomain,
      lastError: null,
    })
    expect(status.directory?.objectDn.toLowerCase()).toContain('cn=services,cn=configuration,dc=ad,dc=test')
    const { stdout } = await samba.enter([
      process.execPath,
      join(import.meta.dirname, '../../packages/cli/bin.js'),
      ...['client', 'events', '--json', '--data', path],
    ])
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .at(-1),
    ).toMatchObject({
      id: 12_308,
      fields: { objectDn: status.directory?.objectDn },
    })
  })

  it('R8.2 is activated over LDAPS with the CA of the domain and a reading account, and not without either', async () => {
    const withCa = ['--ca', samba.caFile]
    const path = await toldMachine(...ldaps('password'), ...withCa)
    expect((await activate(path, left())).value).toMatchObject({ activated: true })
    const codes = [
      await activate(await toldMachine(...ldaps('password')), left()),
      await activate(await toldMachine(...ldaps('wrong'), ...withCa), left()),
      await activate(await toldMachine('--protection', 'ldaps', ...withCa), left()),
    ].map(({ stderr }) => /"code":"([a-z-]+)"/.exec(stderr)?.[1])
    expect(codes).toEqual([
      'directory-tls-failed',
      'directory-credentials',
      expect.stringMatching(/^directory-(permission|credentials|base-unknown|refused)$/),
    ])
  })

  it('is activated with the ticket of an ordinary user, until that has ended', async () => {
    const tickets = { ...left(), KRB5CCNAME: `FILE:${file('tickets')}` }
    const kinit = async (lifetime: string) => {
      const line = ['kinit', '-l', lifetime, `${user.name}@${realm}`]
      const { code } = await samba.enter(line, { input: `${user.password}\n`, env: tickets })
      expect(code).toBe(0)
    }
    await kinit('1h')
    const path = await toldMachine()
    expect((await activate(path, tickets)).value).toMatchObject({ activated: true })
    await kinit('1s')
    for (let attempt = 0; attempt < expiryAttemptsMax; attempt++) {
      if ((await samba.enter(['klist', '-s'], { env: tickets })).code !== 0) break
      await new Promise((resolve) => setTimeout(resolve, expiryPauseMs))
    }
    const { exitCode, stderr } = await activate(path, tickets)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('directory-ticket-missing')
    expect((await statusInside(samba, path, tickets)).licenceState).toBe(1)
  })

  it('R8.3 falls to the host at its next start after it left the domain', async () => {
    service ??= await serveInside(samba, file('host'))
    const path = await newMachine()
    await activate(path, joined())
    const after = await activate(path, left())
    expect(after.stderr).toContain('count-insufficient')
    const status = await statusInside(samba, path, left())
    expect(status).toMatchObject({ channel: null, licenceState: 3, domain: null })
    expect(status.channels[0]).toMatchObject({ channel: 'directory', code: 'directory-not-joined' })
  })

  it('R8.3 whose account was deleted is refused by the domain, whatever keys it still has', async () => {
    service ??= await serveInside(samba, file('host'))
    const { KRB5_KTNAME } = await joinDomain('PC-GONE$', 'gone.keytab')
    await succeed(['samba-tool', 'computer', 'delete', 'PC-GONE$', '-s', configuration()])
    const path = await newMachine()
    const env = { ...joined(), KRB5_KTNAME }
    expect((await activate(path, env)).stderr).toContain('count-insufficient')
    const { channels } = await statusInside(samba, path, env)
    expect(channels[0]).toMatchObject({ channel: 'directory', code: 'directory-ticket-missing' })
  })

  it('the fleet finds computers by name, in more than one page, and not those that are disabled', async () => {
    const entry = (name: string, flags: number) =>
      [
        `dn: CN=${name},CN=Computers,DC=ad,DC=test`,
        'objectClass: computer',
        `sAMAccountName: ${name}$`,
        `userAccountControl: ${flags}`,
        `dNSHostName: ${name.toLowerCase()}.${sambaDomain}`,
        '',
      ].join('\n')
    const names = Array.from({ length: computersCount }, (_, index) => `DESK-${index}`)
    const entries = [
      ...names.map((name) => entry(name, 4_096)),
      entry('DESK-GONE', 4_098),
      entry('LAB-1', 4_096),
    ]
    await writeFile(file('computers.ldif'), entries.join('\n'))
    await succeed(['ldbadd', '-H', join(samba.folder, 'dc/private/sam.ldb'), file('computers.ldif')])
    const discoverInto = (fleet: string, ...words: readonly string[]) => {
      const line = ['fleet', 'discover', '--directory', sambaDomain, '--data', file(fleet), ...words]
      return musterInside(samba, line)
    }
    const discover = (...words: readonly string[]) => discoverInto('fleet', ...words)
    const { value, stderr } = await discover('--name', 'desk-*')
    expect(stderr).toBe('')
    expect(value.added).toHaveLength(computersCount)
    expect(value.added).toContain(`desk-7.${sambaDomain}`)
    const starttls = ldaps('password').map((word) => (word === 'ldaps' ? 'starttls' : word))
    for (const words of [ldaps('password'), starttls]) {
      const found = await discoverInto(words[1] ?? '', '--name', 'desk-*', ...words, '--ca', samba.caFile)
      expect(found.value.added).toHaveLength(computersCount)
    }
    const again = await discover('--name', 'lab-*', ...ldaps('password'), '--ca', samba.caFile)
    expect(again.value).toMatchObject({ added: [`lab-1.${sambaDomain}`], known: 0 })
    const forged = await discover('--name', '*)(objectClass=user')
    expect(forged.value).toMatchObject({ added: [], known: 0 })
  })

  it('R4.1 is served by its host when the domain controller is down', async () => {
    service ??= await serveInside(samba, file('host'))
    for (let other = 0; other < 5; other++) await activate(await newMachine(), left())
    const path = await newMachine()
    await samba.stop()
    const { value } = await activate(path, joined(), service.pid)
    expect(value).toMatchObject({ activated: true, count: expect.any(Number) })
    const status = await statusInside(samba, path, joined(), service.pid)
    expect(status.channel).toBe('host')
    expect(status.channels[0]?.code).toMatch(/^directory-(not-found|unreachable|ticket-missing|timeout)$/)
  })
})
