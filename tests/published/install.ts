/** Installs the published packages as a customer of npm would, but from tarballs: no registry is asked. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pack, packPublished } from '../../tools/publish/pack.ts'

const run = promisify(execFile)
const modules = join(import.meta.dirname, '../../node_modules')

/** Installs core, node, directory and client with their libraries below `folder`; gives the folder of the product. */
export async function installPublished(folder: string): Promise<string> {
  const product = join(folder, 'product')
  const libraries = join(folder, 'libraries')
  await mkdir(product)
  await mkdir(libraries)
  const tarballs = [...(await packPublished(join(folder, 'packages')))]
  for (const name of await libraryNames('@muster/core', new Set()))
    tarballs.push(await pack(join(modules, name), libraries))
  await writeFile(join(product, 'package.json'), JSON.stringify({ name: 'product', type: 'module' }))
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], {
    cwd: product,
  })
  return product
}

/** Libraries from outside that a package needs, and those that they need. */
async function libraryNames(name: string, found: Set<string>): Promise<ReadonlySet<string>> {
  const manifest = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>
  }
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (found.has(dependency)) continue
    found.add(dependency)
    await libraryNames(dependency, found)
  }
  return found
}

/** A Node.js 20: the one that is named, the system's, or one that npm brings into a folder that is kept. */
export async function findNode20(): Promise<string> {
  const candidates = [process.env.MUSTER_NODE_20, '/usr/bin/node', '/usr/local/bin/node']
  for (const path of candidates) if (path !== undefined && (await isNode20(path))) return path
  const cache = join(tmpdir(), 'muster-node-20')
  const path = join(cache, 'node_modules/node/bin/node')
  if (!(await isNode20(path)))
    await run('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', 'node@20'])
  return path
}

async function isNode20(path: string): Promise<boolean> {
  if (!existsSync(path)) return false
  const { stdout } = await run(path, ['--version']).catch(() => ({ stdout: '' }))
  return stdout.startsWith('v20.')
}
