/** Circles of imports between files, types included: two files that need each other are one file. */
import type { SourceFile } from '../source/source-file.ts'
import { isRelative, resolveRelative } from './module-path.ts'

/** Each circle once, as its files joined by arrows, beginning with the first in order of names. */
export function importCircles(files: readonly SourceFile[]): readonly string[] {
  const neighbours = new Map(files.map((file) => [file.path, neighboursOf(file)]))
  const done = new Set<string>()
  const circles = new Set<string>()
  for (const { path } of files) visit(path, { neighbours, done, circles, trail: [] })
  return [...circles]
}

interface Search {
  readonly neighbours: ReadonlyMap<string, readonly string[]>
  readonly done: Set<string>
  readonly circles: Set<string>
  readonly trail: readonly string[]
}

function visit(path: string, search: Search): void {
  const { neighbours, done, circles, trail } = search
  const before = trail.indexOf(path)
  if (before >= 0) {
    circles.add(describeCircle(trail.slice(before)))
    return
  }
  if (done.has(path)) return
  for (const next of neighbours.get(path) ?? []) visit(next, { ...search, trail: [...trail, path] })
  done.add(path)
}

function describeCircle(circle: readonly string[]): string {
  const first = circle.indexOf(circle.toSorted()[0] ?? '')
  const turned = [...circle.slice(first), ...circle.slice(0, first)]
  return [...turned, turned[0]].join(' -> ')
}

function neighboursOf(file: SourceFile): readonly string[] {
  return file.imports
    .filter(({ specifier }) => isRelative(specifier))
    .map(({ specifier }) => resolveRelative(file.path, specifier))
}
