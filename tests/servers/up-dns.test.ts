/** `muster up --dns`: the host publishes itself in a real BIND with a key, and every machine finds it there. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { type Bind, describeBind, startBind } from './bind.ts'

const run = promisify(execFile)
const command = join(import.meta.dirname, '../../packages/cli/bin.js')
const machines = 3

let bind: Bind
let folder: TemporaryFolder

beforeAll(async () => {
  bind = await startBind({
    zones: [{ name: 'corp.test', updates: 'key' }],
    keys: { 'up-key': 'hmac-sha256' },
  })
  folder = await temporaryFolder()
})

afterAll(async () => {
  await bind[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const up = (...words: readonly string[]) =>
  run(process.execPath, [command, 'up', '--once', '--json', '--machines', String(machines), ...words])

describeBind('muster up --dns', () => {
  it('R5.1 R5.4 lets every machine find the host by its SRV record', async () => {
    const data = join(folder.path, 'up')
    const server = `127.0.0.1:${bind.port}`
    const key = bind.keyFiles['up-key'] ?? ''
    const { stdout } = await up('--data', data, '--dns', server, '--domain', 'corp.test', '--dns-key', key)
    const events = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    const host = events.find(({ event }) => event === 'host')
    const records = [`0 0 ${host.port} activation-host.corp.test.`]
    expect(await bind.dig('_muster._tcp.corp.test', 'SRV')).toEqual(records)
    expect(events.filter(({ event }) => event === 'asked').map(({ count }) => count)).toEqual([1, 2, 3])
    const status = ['client', 'status', '--json', '--data', join(data, 'machines/001')]
    const { stdout: shown } = await run(process.execPath, [command, ...status])
    expect(JSON.parse(shown).host).toEqual({
      name: 'activation-host.corp.test',
      port: host.port,
      from: 'dns',
    })
  })

  it('ends with the code of a record that cannot be published', async () => {
    const failing = up(
      '--data',
      join(folder.path, 'refused'),
      '--dns',
      `127.0.0.1:${bind.port}`,
      '--domain',
      'corp.test',
    )
    await expect(failing).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('dns-refused') })
  })
})
