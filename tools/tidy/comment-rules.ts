/** Comments that a reader can rely on: a header for each file, documentation for each public name, no notes to self. */
import { posix } from 'node:path'
import { type AstNode, childOf, childrenOf, textOf } from '../source/ast.ts'
import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/source-file.ts'

/** Files that do not open with a comment; an index only lists names and a test's titles speak for it. */
export function headerFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter(({ path }) => posix.basename(path) !== 'index.ts' && !path.endsWith('.test.ts'))
    .filter((file) => !opensWithComment(file))
    .map(({ path }) => ({ path, line: 1, message: 'the file does not open with a header comment' }))
}

/**
 * Exported functions, classes, interfaces and types without a documentation comment. A type that is derived from
 * the line right before it, such as the union of a list's names, shares that comment, as overloads share one.
 */
export function undocumentedFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    const statements = childrenOf(file.program)
    return statements.flatMap((statement, index) => {
      const name = documentedName(statement)
      if (name === undefined || isDocumented(file, statement)) return []
      if (sharesComment(file, statements.slice(0, index), statement)) return []
      return [{ path: file.path, line: file.lineAt(statement.start), message: `${name} has no comment` }]
    })
  })
}

/** Notes to self: what is not done does not stand in the code. */
export function unfinishedFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) =>
    file.comments
      .filter(({ text }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text))
      .map(({ start }) => ({ path: file.path, line: file.lineAt(start), message: 'a note to self' })),
  )
}

const documentedTypes: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'TSDeclareFunction',
  'ClassDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
])

function documentedName(statement: AstNode): string | undefined {
  if (statement.type !== 'ExportNamedDeclaration') return undefined
  const declaration = childOf(statement, 'declaration')
  if (declaration === undefined || !documentedTypes.has(declaration.type)) return undefined
  return textOf(childOf(declaration, 'id'), 'name')
}

function isDocumented(file: SourceFile, statement: AstNode): boolean {
  return file.comments.some(
    ({ kind, text, end }) =>
      kind === 'block' &&
      text.startsWith('*') &&
      end <= statement.start &&
      file.text.slice(end, statement.start).trim() === '',
  )
}

function sharesComment(file: SourceFile, earlier: readonly AstNode[], statement: AstNode): boolean {
  const before = earlier.at(-1)
  if (before?.type !== 'ExportNamedDeclaration') return false
  if (childOf(statement, 'declaration')?.type === 'TSTypeAliasDeclaration')
    return isDocumented(file, before) && file.text.slice(before.end, statement.start) === '\n'
  const overloads = earlier.filter((one) => documentedName(one) === documentedName(statement))
  return overloads.some((one) => isDocumented(file, one))
}

function opensWithComment(file: SourceFile): boolean {
  const afterHashbang = file.text.replace(/^#!.*\n/, '')
  const [first] = file.comments
  if (first === undefined || !/^\/[*/]/.test(afterHashbang)) return false
  return /[a-z]{3}/i.test(first.text)
}
