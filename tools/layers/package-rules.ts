/** Rules between workspaces: the graph of packages, declared dependencies, and entries that the exports name. */
import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/source-file.ts'
import type { Manifest, SourceTree } from '../source/source-tree.ts'
import { packageLayers } from './layer-tables.ts'
import { isRelative, isTestFile, placeOf, resolveRelative, splitSpecifier } from './module-path.ts'

/** Workspaces import only the workspaces below them. */
export function packageGraphFindings({ files, manifests }: SourceTree): readonly Finding[] {
  const folderByName = new Map(manifests.map(({ name, folder }) => [name, folder.replace('packages/', '')]))
  return eachImport(files, (file, specifier) => {
    const from = placeOf(file.path)?.packageName
    const to = folderByName.get(splitSpecifier(specifier).name)
    if (from === undefined || to === undefined || isRelative(specifier)) return undefined
    if (packageLayers[from]?.includes(to) === true) return undefined
    return `${from} may not import ${to}`
  })
}

/** A package that is imported is declared by the workspace that imports it; tests may use the root's tools. */
export function declarationFindings({ files, manifests }: SourceTree): readonly Finding[] {
  const root = manifests.find(({ folder }) => folder === '')
  const workspaces = new Set(manifests.map(({ name }) => name))
  return eachImport(files, (file, specifier) => {
    if (isRelative(specifier) || specifier.startsWith('node:')) return undefined
    const { name } = splitSpecifier(specifier)
    const manifest = manifestOf(file, manifests)
    if (manifest === undefined || declares(manifest, name)) return undefined
    if (isTestFile(file.path) && root?.devDependencies?.[name] !== undefined) return undefined
    if (manifest.folder === '' && workspaces.has(name)) return undefined
    return `${name} is not declared in ${manifest.folder || 'the root'}'s package.json`
  })
}

/** Another workspace is reached by an entry that its exports name, never by a path. */
export function entryFindings({ files, manifests }: SourceTree): readonly Finding[] {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]))
  return eachImport(files, (file, specifier) => {
    if (isRelative(specifier)) return leavesItsPackage(file, specifier)
    const { name, entry } = splitSpecifier(specifier)
    const manifest = byName.get(name)
    if (manifest === undefined || manifest.exports?.[entry] !== undefined) return undefined
    return `${name} does not export ${entry}`
  })
}

function leavesItsPackage(file: SourceFile, specifier: string): string | undefined {
  const target = resolveRelative(file.path, specifier)
  const [, from] = /^packages\/([^/]+)\//.exec(file.path) ?? []
  const [, to] = /^packages\/([^/]+)\//.exec(target) ?? []
  if (from !== undefined && from !== to) return `${specifier} leaves the package`
  if (from === undefined && to !== undefined) return `${specifier} reaches into a package`
  return undefined
}

function manifestOf(file: SourceFile, manifests: readonly Manifest[]): Manifest | undefined {
  const owner = manifests.find(({ folder }) => folder !== '' && file.path.startsWith(`${folder}/`))
  return owner ?? manifests.find(({ folder }) => folder === '')
}

function declares(manifest: Manifest, name: string): boolean {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest
  return [dependencies, devDependencies, optionalDependencies, peerDependencies].some(
    (declared) => declared?.[name] !== undefined,
  )
}

/** One finding for each import about which `judge` has something to say. */
export function eachImport(
  files: readonly SourceFile[],
  judge: (file: SourceFile, specifier: string) => string | undefined,
): readonly Finding[] {
  return files.flatMap((file) =>
    file.imports.flatMap(({ specifier, line }) => {
      const message = judge(file, specifier)
      return message === undefined ? [] : [{ path: file.path, line, message }]
    }),
  )
}
