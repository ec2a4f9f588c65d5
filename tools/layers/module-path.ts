/** Where a file stands and what a specifier in it means, from the paths alone. */
import { posix } from 'node:path'

/** The workspace and the layer folder of a source file. */
export interface ModulePlace {
  /** Folder name below `packages`. */
  readonly packageName: string
  /** First folder below `src`; empty for a file directly in `src`. */
  readonly folder: string
}

/** The place of a file in a workspace's `src`; undefined for any other file. */
export function placeOf(path: string): ModulePlace | undefined {
  const [packages, packageName, src, ...rest] = path.split('/')
  if (packages !== 'packages' || packageName === undefined || src !== 'src') return undefined
  return { packageName, folder: rest.length > 1 ? (rest[0] ?? '') : '' }
}

/** Whether a file exists for tests only: tests, what they share, and the suites that every store runs. */
export function isTestFile(path: string): boolean {
  return (
    /(\.test|\.fixtures|[/-]conformance)\.ts$/.test(path) ||
    path.startsWith('tests/') ||
    path.startsWith('tools/')
  )
}

/** Whether a specifier is a path. */
export function isRelative(specifier: string): boolean {
  return specifier.startsWith('.') || specifier.startsWith('/')
}

/** The path that a relative specifier names, relative to the repository's root. */
export function resolveRelative(from: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier))
}

/** The package of a bare specifier and the entry below it, such as `@muster/core` and `./wire`. */
export function splitSpecifier(specifier: string): { readonly name: string; readonly entry: string } {
  const parts = specifier.split('/')
  const nameParts = specifier.startsWith('@') ? 2 : 1
  const rest = parts.slice(nameParts)
  return { name: parts.slice(0, nameParts).join('/'), entry: ['.', ...rest].join('/') }
}
