/** Support bundles of real folders hold none of their secrets. */
import { execFile } from 'node:child_process'
import { appendFile, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { activate, Premises } from '../support/premises.ts'

const run = promisify(execFile)
const command = join(import.meta.dirname, '../../packages/cli/bin.js')

async function bundle(role: 'host' | 'client', folder: string, ...flags: readonly string[]): Promise<string> {
  const output = join(folder, 'bundle.tar.gz')
  const words = ['support-bundle', role, '--data', folder, '--output', output, ...flags]
  const { stderr } = await run(process.execPath, [command, ...words])
  expect(stderr).toContain('doctor.json')
  return gunzipSync(await readFile(output)).toString('latin1')
}

/** What a secret could look like. */
function formsOf(secret: Buffer): readonly string[] {
  return [...(['latin1', 'hex', 'base64', 'base64url'] as const).map((form) => secret.toString(form))]
}

test('R1.6 no key, token or password of the folders is in a bundle, and no name where that is asked', async () => {
  await using premises = await Premises.start()
  const machine = await premises.installMachine('client')
  await activate(machine)
  await appendFile(
    join(premises.hostFolder, 'host.toml'),
    `# store = "postgres://muster:hunter2@db.example.com/muster"\n# note: ${premises.vendor.hostKey}\n`,
  )
  const ofHost = await bundle('host', premises.hostFolder)
  const ofClient = await bundle('client', machine, '--redact-names')
  expect(ofHost).toContain('contents.txt')
  expect(ofClient).toContain('"cmid"')
  const hostKey = premises.vendor.hostKey
  const secrets = [
    ...formsOf(await readFile(join(premises.hostFolder, 'host.key'))),
    ...formsOf(await readFile(join(machine, 'installation.key'))),
    hostKey,
    hostKey.slice(0, 11),
    'hunter2',
  ]
  for (const secret of secrets) {
    expect(ofHost.includes(secret)).toBe(false)
    expect(ofClient.includes(secret)).toBe(false)
  }
  expect(ofHost).toContain(hostname())
  expect(ofClient).not.toContain(hostname())
})
