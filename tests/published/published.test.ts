import { execFile } from 'node:child_process'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMachine, Premises } from '../support/premises.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { findNode20, installPublished } from './install.ts'

const run = promisify(execFile)
const compiler = join(import.meta.dirname, '../../node_modules/.bin/tsc')
const typeRoots = join(import.meta.dirname, '../../node_modules/@types')
/** One fewer than a product of the server family needs. */
const earlierMachines = 4

let folder: TemporaryFolder
let premises: Premises
let product = ''

beforeAll(async () => {
  folder = await temporaryFolder()
  product = await installPublished(folder.path)
  for (const script of ['product.mjs', 'agent.mjs'])
    await copyFile(join(import.meta.dirname, script), join(product, script))
  premises = await Premises.start()
  await writeFile(join(product, 'licence'), premises.vendor.server.licence)
  for (let machine = 0; machine < earlierMachines; machine++) {
    await using earlier = await openMachine(await premises.installMachine('server'))
    await earlier.folder.activate()
  }
})

afterAll(async () => {
  await premises[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function runScript(script: string, node: string, machine: string, port: number) {
  const { rootPublicKey, server } = premises.vendor
  const scriptArguments = ['licence', rootPublicKey, join(folder.path, machine), `127.0.0.1:${port}`]
  const { stdout } = await run(node, [script, ...scriptArguments], {
    cwd: product,
    env: { ...process.env, SETUP_KEY: server.setupKey },
  })
  return JSON.parse(stdout) as Record<string, unknown>
}

test.each([
  ['24', async () => process.execPath],
  ['20', findNode20],
])('the published client activates a product on Node.js %s', async (version, find) => {
  const told = await runScript('product.mjs', await find(), `machine-${version}`, premises.hostPort)
  expect(told.node).toMatch(new RegExp(`^${version}\\.`))
  expect(told).toMatchObject({
    before: 'grace',
    state: 'licensed',
    daysLeft: 180,
    channel: 'host',
    code: null,
  })
})

test('the published client says on Node.js 20 that no host can be reached, and goes on', async () => {
  const told = await runScript('product.mjs', await findNode20(), 'machine-alone', 1)
  expect(told).toMatchObject({ state: 'grace', code: 'all-hosts-failed' })
})

test('the published agent serves a machine on Node.js 20', async () => {
  const told = await runScript('agent.mjs', await findNode20(), 'served', premises.hostPort)
  expect(told.node).toMatch(/^20\./)
  expect(told).toMatchObject({ viaAgent: true, licenceState: 1, channel: 'host' })
})

test('the published declarations check in a strict TypeScript product', async () => {
  await writeFile(
    join(product, 'product.ts'),
    `import { createLicence, type Licence } from '@muster/client'
     const licence: Licence = await createLicence({ productLicence: new Uint8Array(), vendorRoots: [] })
     const left: number | null = licence.daysLeft
     licence.on('change', (changed) => console.log(changed.state, changed.remedy, left))`,
  )
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Disposable'],
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [typeRoots],
  }
  await writeFile(join(product, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['product.ts'] }))
  const { stdout } = await run(compiler, ['-p', product]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})

test('the published client can load what reads directories on Node.js 20, and needs nothing foreign for it', async () => {
  const script = `const { readDomainObjects } = await import('@muster/directory')
    const ports = { resolver: { services: async () => [] }, draw: () => 0 }
    const setting = { domain: 'corp.test', protection: 'ldaps' }
    await readDomainObjects({ productGroup: 1, domain: 'corp.test', setting }, ports).catch(({ code }) => console.log(code))`
  const { stdout } = await run(await findNode20(), ['--input-type=module', '--eval', script], {
    cwd: product,
  })
  expect(stdout.trim()).toBe('directory-not-found')
})

test('the published packages hold no tests and name no source that is not there', async () => {
  const manifest = JSON.parse(
    await readFile(join(product, 'node_modules/@muster/client/package.json'), 'utf8'),
  )
  expect(Object.keys(manifest.dependencies)).toEqual(['@muster/core', '@muster/directory', '@muster/node'])
  const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: product })
  expect(stdout).not.toContain('sqlite')
})
