/** A host publishes itself in the zone of a real Active Directory, which takes updates by Kerberos only (RFC 3645). */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { initHost } from '@muster/host/main'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { type Samba, sambaDomain, startSamba, whySambaCannotRun } from './samba.ts'

const command = join(import.meta.dirname, '../../packages/cli/bin.js')
const hostName = `licences.${sambaDomain}`
const srvName = `_muster._tcp.${sambaDomain}`

const reason = await whySambaCannotRun()
if (reason !== undefined) {
  if (process.env.CI === 'true') throw new Error(`The Active Directory cannot be started: ${reason}.`)
  console.warn(`SKIPPED: publishing in an Active Directory, since ${reason}.`)
}

describe.skipIf(reason !== undefined)('publishing in an Active Directory', () => {
  let samba: Samba
  let folder: TemporaryFolder

  beforeAll(async () => {
    samba = await startSamba()
    folder = await temporaryFolder()
    await initHost(folder.path, { hostName })
    await writeFile(
      join(folder.path, 'host.toml'),
      `name = "${hostName}"\n[listen]\naddress = "127.0.0.1"\nport = 1688\n`,
    )
  })

  afterAll(async () => {
    await folder?.[Symbol.asyncDispose]()
    await samba?.[Symbol.asyncDispose]()
  })

  /** A command of the host inside the domain, with these fields of the section dns. */
  const muster = (words: readonly string[], env: Readonly<Record<string, string>>) =>
    samba.enter([process.execPath, command, 'host', ...words, '--data', folder.path], { env })

  const dig = async (name: string, type: string) => {
    const { stdout } = await samba.enter(['dig', '+short', '@127.0.0.1', name, type])
    return stdout.trim()
  }

  it('R5.2 an unsigned update is refused, and the host says what to do', async () => {
    const { code, stdout, stderr } = await muster(['dns', 'publish', '--json'], {
      MUSTER_HOST_DNS_KERBEROS: 'false',
    })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([
      { domain: hostName, code: 'dns-refused' },
      { domain: sambaDomain, code: 'dns-refused' },
    ])
    expect(stderr).toContain('dns-refused')
    expect(await dig(srvName, 'SRV')).toBe('')
  })

  it('R5.2 an update by Kerberos succeeds, is read back, and is removed again', async () => {
    const kerberos = { MUSTER_HOST_DNS_KERBEROS: 'true' }
    const published = await muster(['dns', 'publish', '--json'], kerberos)
    expect(published).toMatchObject({ code: 0, stderr: expect.not.stringContaining('failed') })
    expect(await dig(srvName, 'SRV')).toBe(`0 0 1688 ${hostName}.`)
    expect(await dig(hostName, 'A')).toBe('127.0.0.1')
    const status = await muster(['status', '--json'], kerberos)
    expect(JSON.parse(status.stdout).dns).toMatchObject({
      publishing: true,
      domains: [{ domain: sambaDomain, state: 'published', lastCode: 'success' }],
    })
    const removed = await muster(['dns', 'remove', '--yes', '--json'], kerberos)
    expect(removed.code).toBe(0)
    expect(await dig(srvName, 'SRV')).toBe('')
    expect(await dig(hostName, 'A')).toBe('')
  })

  it('R5.2 without a ticket it says that the negotiation failed', async () => {
    const { code, stdout } = await muster(['dns', 'publish', '--json'], {
      MUSTER_HOST_DNS_KERBEROS: 'true',
      KRB5CCNAME: `FILE:${join(folder.path, 'no-tickets')}`,
    })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([
      { domain: hostName, code: 'dns-negotiation-failed' },
      { domain: sambaDomain, code: 'dns-negotiation-failed' },
    ])
  })
})
