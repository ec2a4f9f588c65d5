import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf } from '@muster/core/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepingLog, type LogLine, passphrase, sealingCost } from './authority.fixtures.ts'
import { initAuthority, openAuthorityFolder } from './main.ts'
import { selfSignedIdentity } from './tls.fixtures.ts'

let folder: string
let lines: LogLine[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-tls-'))
  lines = []
  await initAuthority({ folder, vendorName: 'Example Software', passphrase, sealingCost })
})
afterEach(() => rm(folder, { recursive: true }))

const tls = { 'tls.certificate': 'cert.pem', 'tls.key': 'key.pem' }
const open = (values: Parameters<typeof openAuthorityFolder>[1] & object = {}) =>
  openAuthorityFolder(folder, { environment: {}, log: keepingLog(lines), ...values })

async function writeIdentity(certificate: string, key: string): Promise<void> {
  await writeFile(join(folder, 'cert.pem'), certificate)
  await writeFile(join(folder, 'key.pem'), key)
}

async function serveCode(values: Readonly<Record<string, string>>): Promise<string> {
  const authority = await open({ values: { 'listen.port': '0', ...values } })
  const code = await authority.serve().then(() => 'served', codeOf)
  await authority.close()
  return code
}

describe('the service with a certificate', () => {
  test('speaks TLS to who trusts the certificate, and warns of nothing', async () => {
    const { certificate, key } = selfSignedIdentity()
    await writeIdentity(certificate, key)
    await using authority = await open({ values: { 'listen.port': '0', ...tls } })
    const { port, url } = await authority.serve()
    expect(url).toBe(`https://127.0.0.1:${port}`)
    expect(await statusOf(`https://localhost:${port}/healthz`, certificate)).toBe(200)
    await expect(statusOf(`https://localhost:${port}/healthz`)).rejects.toThrow()
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([])
  })

  test('does not start with files that are missing, damaged or of different pairs', async () => {
    expect(await serveCode(tls)).toBe('file-not-found')
    await writeIdentity('nonsense', 'nonsense')
    expect(await serveCode(tls)).toBe('config-invalid')
    await writeIdentity(selfSignedIdentity().certificate, selfSignedIdentity().key)
    expect(await serveCode(tls)).toBe('config-invalid')
  })
})

describe('the service without a certificate', () => {
  test('warns that keys travel unencrypted', async () => {
    expect(await serveCode({})).toBe('served')
    expect(lines.map(({ event }) => event)).toContain('plain-http')
  })

  test('a port that is taken is named', async () => {
    await using first = await open({ values: { 'listen.port': '0' } })
    const { port } = await first.serve()
    expect(await serveCode({ 'listen.port': String(port) })).toBe('port-in-use')
  })
})

function statusOf(url: string, ca?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { agent: false as const, ...(ca === undefined ? {} : { ca }) }
    get(url, options, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
}
