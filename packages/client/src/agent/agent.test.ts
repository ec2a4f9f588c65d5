import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { decodeAnswer, verifyHost, verifyHostLease } from '@muster/core/documents'
import { nodeCryptography } from '@muster/node'
import { expect, onTestFinished, test } from 'vitest'
import { agentAddresses, connectAgent, openClientFolder, startAgent } from '../main.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixtures.ts'
import { createTestVendor, startTestHost } from '../testing/test-host.fixtures.ts'
import { bodyBytesMax } from './agent-routes.ts'

const silentLog = { write: () => undefined }

async function start() {
  const dataFolder = await temporaryFolder()
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  const agent = await startAgent(dataFolder, { ports: { log: silentLog } })
  onTestFinished(async () => {
    await agent.close()
    await host.close()
  })
  const client = await openClientFolder(dataFolder)
  await client.installLicence(vendor.productLicence, vendor.roots)
  await client.installKey(vendor.setupKey)
  await client.setHost(host.address)
  return { dataFolder, vendor, host, agent, client }
}

function ask(socketPath: string, method: string, path: string, body?: string) {
  return new Promise<{ status: number; value: Record<string, unknown> }>((resolve, reject) => {
    const sent = request({ socketPath, method, path, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, value: JSON.parse(Buffer.concat(parts).toString()) }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

test('the folder of a running agent is used through the agent', async () => {
  const { client, host } = await start()
  expect(client.viaAgent).toBe(true)
  expect(await client.activate()).toMatchObject({ kind: 'count-insufficient', missing: 2 })
  host.behave({ count: 3 })
  expect(await client.activate()).toMatchObject({ kind: 'activated' })
  expect(await client.status()).toMatchObject({ licenceState: 1, channel: 'host' })
  expect((await client.events()).map(({ id }) => id)).toContain(12289)
  expect(await client.describeAll()).toHaveLength(1)
})

test('R4.10 installation IDs, confirmations and the address of the authority are the administrator’s', async () => {
  const { client, dataFolder } = await start()
  const { user } = agentAddresses(dataFolder)
  for (const path of ['/v1/installation-id', '/v1/confirm', '/v1/set-authority'])
    expect(await ask(user, 'POST', path, '{}')).toMatchObject({
      status: 403,
      value: { error: { code: 'administrator-needed' } },
    })
  await client.setAuthority('https://licences.vendor.test')
  await expect(client.setAuthority('ftp://elsewhere')).rejects.toMatchObject({ code: 'usage' })
  await client.setAuthority(undefined)
  await expect(client.installationId()).rejects.toMatchObject({ code: 'product-key-kind' })
  await expect(client.confirm('123')).rejects.toMatchObject({ code: 'confirmation-id-length' })
})

test('every action of the administrator goes through the agent', async () => {
  const { client } = await start()
  const { cmid } = await client.status()
  expect((await client.rearm()).cmid).not.toBe(cmid)
  await client.setHostCaching(false)
  await client.clearHost()
  expect(await client.status()).toMatchObject({ hostCaching: false, host: null, rearmsLeft: 4 })
  await client.uninstallKey()
  await expect(client.activate()).rejects.toMatchObject({ code: 'product-key-missing' })
  await expect(client.installKey('AAAAA')).rejects.toMatchObject({ code: 'product-key-length' })
})

test('R4.6 a running agent activates nothing after generalize; the next one takes a new identity', async () => {
  const { client, agent, dataFolder } = await start()
  const { cmid } = await client.status()
  await client.generalize({ skipRearm: false })
  await expect(client.activate()).rejects.toMatchObject({ code: 'restart-needed' })
  await agent.close()
  const next = await startAgent(dataFolder, { ports: { log: silentLog } })
  onTestFinished(() => next.close())
  expect((await client.status()).cmid).not.toBe(cmid)
  expect(await client.activate()).toMatchObject({ kind: 'count-insufficient' })
})

test('the lease that the socket gives is verified without this software: base64 of signed documents', async () => {
  const { client, host, vendor, dataFolder } = await start()
  host.behave({ count: 3 })
  await client.activate()
  const { productId, productGroup } = vendor.terms
  const { user } = agentAddresses(dataFolder)
  const { value } = await ask(user, 'GET', `/v1/licence/${productId}`)
  const evidence = value.evidence as Record<string, string>
  const bytes = (name: string) => new Uint8Array(Buffer.from(evidence[name] ?? '', 'base64'))
  const certificates = {
    hostCertificate: bytes('hostCertificate'),
    issuerCertificate: bytes('issuerCertificate'),
  }
  const trusted = verifyHost(certificates, vendor.roots, nodeCryptography)
  const { cmid } = await client.status()
  const { lease } = decodeAnswer(bytes('lease'))
  const expected = { cmid: cmid ?? '', productId, productGroup }
  expect(verifyHostLease(lease, trusted, expected, nodeCryptography).count).toBe(3)
  expect((await ask(user, 'GET', '/v1/licence')).value.licences).toHaveLength(1)
})

test('R4.10 the socket for everybody refuses the actions of the administrator', async () => {
  const { dataFolder } = await start()
  const { user } = agentAddresses(dataFolder)
  for (const action of [
    'install-licence',
    'install-key',
    'uninstall-key',
    'rearm',
    'generalize',
    'set-host',
    'clear-host',
    'set-domain',
    'clear-domain',
    'set-authority',
    'installation-id',
    'confirm',
    'host-caching',
  ]) {
    const { status, value } = await ask(user, 'POST', `/v1/${action}`, '{}')
    expect(status).toBe(403)
    expect(value.error).toMatchObject({ code: 'administrator-needed' })
  }
})

test('R4.10 everybody may use one socket, only the owner the other', async () => {
  const { dataFolder } = await start()
  const addresses = agentAddresses(dataFolder)
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777
  expect(await modeOf(addresses.user)).toBe(0o666)
  expect(await modeOf(addresses.administrator)).toBe(0o600)
  expect(await modeOf(addresses.folder ?? '')).toBe(0o755)
  expect(await modeOf(dataFolder)).toBe(0o711)
  for (const name of ['installation.key', 'state.cbor', 'setup.cbor', 'events.jsonl'])
    expect(await modeOf(join(dataFolder, name)), name).toBe(0o600)
})

const systemNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path))
const canBeAnother = process.getuid?.() === 0 && systemNode !== undefined

test.skipIf(!canBeAnother)('R4.10 another account activates and reads, and may not administer', async () => {
  const { dataFolder, host } = await start()
  host.behave({ count: 3 })
  const addresses = agentAddresses(dataFolder)
  await chmod(dataFolder, 0o711)
  const nobody = 65_534
  const script = `
    const { request } = require('node:http')
    const ask = (socketPath, method, path) => new Promise((resolve) => {
      const sent = request({ socketPath, method, path, agent: false }, (response) => {
        response.resume(); response.on('end', () => resolve(response.statusCode))
      })
      sent.on('error', (error) => resolve(error.code)); sent.end(method === 'POST' ? '{}' : undefined)
    })
    const [user, administrator] = process.argv.slice(1)
    Promise.all([ask(user, 'POST', '/v1/activate'), ask(user, 'GET', '/v1/licence'),
      ask(user, 'POST', '/v1/rearm'), ask(administrator, 'POST', '/v1/rearm')])
      .then((codes) => console.log(JSON.stringify(codes)))`
  const child = spawn(systemNode ?? '', ['-e', script, addresses.user, addresses.administrator], {
    uid: nobody,
    gid: nobody,
    cwd: '/',
  })
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  await new Promise((resolve) => child.on('close', resolve))
  expect(JSON.parse(Buffer.concat(parts).toString())).toEqual([200, 200, 403, 'EACCES'])
})

test('one agent serves a folder at a time', async () => {
  const { dataFolder } = await start()
  await expect(startAgent(dataFolder, { ports: { log: silentLog } })).rejects.toMatchObject({
    code: 'agent-running',
  })
})

test('without an agent there is nothing to connect to', async () => {
  const dataFolder = await temporaryFolder()
  expect(await connectAgent(dataFolder)).toBeUndefined()
  const agent = await startAgent(dataFolder, { ports: { log: silentLog } })
  expect(await connectAgent(dataFolder)).toBeDefined()
  await agent.close()
  expect(await connectAgent(dataFolder)).toBeUndefined()
})

test('R10 a body that is too long or no JSON object, and an unknown path, have their codes', async () => {
  const { dataFolder } = await start()
  const { administrator } = agentAddresses(dataFolder)
  const cases = [
    ['/v1/activate', 'x'.repeat(bodyBytesMax + 1), 413, 'body-too-long'],
    ['/v1/activate', 'x', 400, 'usage'],
    ['/v1/activate', '[]', 400, 'usage'],
    ['/v1/set-host', '{}', 400, 'usage'],
    ['/v1/install-licence', '{"productLicence":"?","roots":[]}', 400, 'usage'],
    ['/v1/nothing', '{}', 404, 'not-found'],
    ['/v1/set-host', '{"host":"a b"}', 409, 'host-address-invalid'],
  ] as const
  for (const [path, body, status, code] of cases) {
    const answer = await ask(administrator, 'POST', path, body)
    expect(answer, path).toMatchObject({ status, value: { error: { code } } })
  }
})

test('an agent that was killed leaves nothing that stops the next one', async () => {
  const dataFolder = await temporaryFolder()
  const main = new URL('../main.ts', import.meta.url).href
  const script = `const { startAgent } = await import('${main}')
    await startAgent(process.argv[1], { ports: { log: { write() {} } } })
    console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataFolder])
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  expect(await connectAgent(dataFolder)).toBeDefined()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  expect(await connectAgent(dataFolder)).toBeUndefined()
  const next = await startAgent(dataFolder, { ports: { log: silentLog } })
  expect(await connectAgent(dataFolder)).toBeDefined()
  await next.close()
})
