/** Rules inside a workspace: core's folders, the libraries of core, real ports, and how a file names its neighbours. */
import type { Finding } from '../source/finding.ts'
import type { SourceTree } from '../source/source-tree.ts'
import { coreLayers, coreLibraries, portedPackages, realPortExceptions, realPorts } from './layer-tables.ts'
import { isRelative, isTestFile, placeOf, resolveRelative, splitSpecifier } from './module-path.ts'
import { eachImport } from './package-rules.ts'

/** A folder of core imports only the folders below it. Tests may look further. */
export function coreFolderFindings({ files }: SourceTree): readonly Finding[] {
  return eachImport(files, (file, specifier) => {
    const from = placeOf(file.path)
    if (from?.packageName !== 'core' || isTestFile(file.path) || !isRelative(specifier)) return undefined
    const to = placeOf(resolveRelative(file.path, specifier))
    if (to === undefined || to.folder === from.folder) return undefined
    if (coreLayers[from.folder]?.includes(to.folder) === true) return undefined
    return `core/${from.folder} may not import core/${to.folder}`
  })
}

/** Core imports its few libraries and nothing of the platform. */
export function coreLibraryFindings({ files }: SourceTree): readonly Finding[] {
  return eachImport(files, (file, specifier) => {
    if (placeOf(file.path)?.packageName !== 'core' || isTestFile(file.path)) return undefined
    if (isRelative(specifier) || coreLibraries.includes(splitSpecifier(specifier).name)) return undefined
    return `core may not import ${specifier}`
  })
}

/** In a service that is built from ports only `main.ts`, and the exceptions with their reasons, import real ones. */
export function realPortFindings(
  { files }: SourceTree,
  exceptions: Readonly<Record<string, string>> = realPortExceptions,
): readonly Finding[] {
  return eachImport(files, (file, specifier) => {
    const place = placeOf(file.path)
    if (place === undefined || isTestFile(file.path) || !portedPackages.includes(place.packageName))
      return undefined
    if (file.path.endsWith('/src/main.ts') || exceptions[file.path] !== undefined) return undefined
    if (!realPorts.some((prefix) => specifier.startsWith(prefix))) return undefined
    return `only main.ts may import ${specifier}`
  })
}

/** Exceptions whose file is gone. */
export function staleExceptions(
  { files }: SourceTree,
  exceptions: Readonly<Record<string, string>> = realPortExceptions,
): readonly string[] {
  const paths = new Set(files.map(({ path }) => path))
  return Object.keys(exceptions).filter((path) => !paths.has(path))
}

/**
 * A relative import ends in `.ts`; nobody imports the top index of the own package; a folder of core is reached
 * through its index.
 */
export function relativeImportFindings({ files }: SourceTree): readonly Finding[] {
  return eachImport(files, (file, specifier) => {
    if (!isRelative(specifier)) return undefined
    if (!/\.(ts|json)$/.test(specifier)) return `${specifier} does not end in .ts`
    const target = resolveRelative(file.path, specifier)
    if (/^packages\/[^/]+\/src\/index\.ts$/.test(target) && !isTestFile(file.path))
      return `${specifier} is the package's own entry`
    const from = placeOf(file.path)
    const to = placeOf(target)
    if (from?.packageName !== 'core' || to?.packageName !== 'core' || from.folder === to.folder)
      return undefined
    if (isTestFile(file.path) || target === `packages/core/src/${to.folder}/index.ts`) return undefined
    return `core/${to.folder} is imported by its index`
  })
}
