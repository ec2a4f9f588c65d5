/**
 * Builds what other people's products embed: core, node, directory and client as JavaScript with declarations, each in a folder
 * and a tarball below `build/npm`, for Node 20 and later. `node tools/publish/pack.ts [FOLDER]`.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { bundle } from './bundle.ts'

const run = promisify(execFile)
const repository = resolve(import.meta.dirname, '../..')
const compiler = join(repository, 'node_modules/.bin/tsc')

/** Packages that are published, each after those that it imports. */
export const publishedPackages = ['core', 'node', 'directory', 'client'] as const

/** The oldest JavaScript that Node 20 runs whole. */
const compileTarget = 'ES2022'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** Builds all packages below a folder; gives the paths of the tarballs. */
export async function packPublished(folder: string): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true })
  const tarballs: string[] = []
  for (const name of publishedPackages) {
    await compile(name, folder)
    await describe(name, folder)
    if (name === 'client') await bundle(name, folder)
    tarballs.push(await pack(join(folder, name), folder))
  }
  return tarballs
}

/** Makes the tarball of a package folder; gives its path. */
export async function pack(packageFolder: string, destination: string): Promise<string> {
  const options = ['--ignore-scripts', '--json', '--pack-destination', destination]
  const { stdout } = await run('npm', ['pack', packageFolder, ...options], { cwd: destination })
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[]
  if (packed === undefined) throw new Error(`npm packed nothing of ${packageFolder}`)
  return join(destination, packed.filename)
}

/** The sources import their siblings as TypeScript; what is emitted must meet the siblings' declarations instead. */
async function compile(name: string, folder: string): Promise<void> {
  const target = join(folder, name)
  await mkdir(target, { recursive: true })
  const configPath = join(target, 'tsconfig.json')
  const source = join(repository, 'packages', name, 'src')
  const config = {
    extends: join(repository, 'tsconfig.base.json'),
    compilerOptions: {
      target: compileTarget,
      lib: ['ES2023', 'ESNext.Disposable'],
      types: name === 'core' ? [] : ['node'],
      typeRoots: [join(repository, 'node_modules/@types')],
      noEmit: false,
      declaration: true,
      allowImportingTsExtensions: false,
      rewriteRelativeImportExtensions: true,
      rootDir: source,
      outDir: join(target, 'dist'),
      paths: siblingPaths(folder),
    },
    include: [source],
    exclude: [join(source, '**/*.test.ts'), join(source, '**/*.fixtures.ts')],
  }
  await writeFile(configPath, JSON.stringify(config))
  await run(compiler, ['-p', configPath]).catch((error: { readonly stdout?: string }) => {
    throw new Error(`${name} does not compile for publishing:\n${error.stdout ?? ''}`, { cause: error })
  })
  await rm(configPath)
}

function siblingPaths(folder: string): Readonly<Record<string, readonly string[]>> {
  return {
    '@muster/core/*': [join(folder, 'core/dist/*/index.d.ts')],
    '@muster/node': [join(folder, 'node/dist/index.d.ts')],
    '@muster/directory': [join(folder, 'directory/dist/index.d.ts')],
  }
}

/** The manifest with what is needed to use the package, its exports pointing at what was emitted. */
async function describe(name: string, folder: string): Promise<void> {
  const source = join(repository, 'packages', name)
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Manifest
  const exports = Object.entries(manifest.exports).map(([entry, path]) => [entry, emittedEntry(path)])
  const published = { ...manifest, exports: Object.fromEntries(exports), files: ['dist'], sideEffects: false }
  await writeFile(join(folder, name, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`)
  await copyFile(join(repository, 'LICENSE'), join(folder, name, 'LICENSE'))
  const readme = join(source, 'README.md')
  if (existsSync(readme)) await copyFile(readme, join(folder, name, 'README.md'))
}

function emittedEntry(path: string) {
  const emitted = path.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '')
  return { types: `${emitted}.d.ts`, default: `${emitted}.js` }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const folder = resolve(process.argv[2] ?? join(repository, 'build/npm'))
  for (const tarball of await packPublished(folder)) {
    process.stdout.write(
      `${join(relative(process.cwd(), dirname(tarball)), tarball.slice(dirname(tarball).length + 1))}\n`,
    )
  }
}
