/** The repository as the rules see it: every TypeScript file of packages, tools and tests, and the manifests. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSource, type SourceFile } from './source-file.ts'

/** The part of a package.json that the rules read. */
export interface Manifest {
  /** Folder relative to the repository's root; empty for the root. */
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** Everything that the rules judge. */
export interface SourceTree {
  readonly files: readonly SourceFile[]
  readonly manifests: readonly Manifest[]
}

/** The repository's root. */
export const repositoryRoot = join(import.meta.dirname, '..', '..')

const sourceFolders = ['packages', 'tools', 'tests']
const foldersLeftOut: ReadonlySet<string> = new Set(['node_modules', 'build', 'coverage', 'dist'])

/** Reads and parses the tree below a folder. */
export function readSourceTree(root: string = repositoryRoot): SourceTree {
  const files = sourceFolders
    .flatMap((folder) => listFiles(root, folder))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')))
  return { files, manifests: ['', ...packageFolders(root)].map((folder) => readManifest(root, folder)) }
}

/** All files below a folder, relative to `root`, in order of their names. */
export function listFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      if (foldersLeftOut.has(entry.name)) return []
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? listFiles(root, path) : entry.isFile() ? [path] : []
    })
}

function packageFolders(root: string): readonly string[] {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `packages/${entry.name}`)
}

function readManifest(root: string, folder: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
  return { ...manifest, folder }
}
