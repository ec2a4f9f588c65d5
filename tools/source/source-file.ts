/** One TypeScript file, parsed once: its text, its tree, its comments and what it imports. */
import { parseSync } from 'rolldown/utils'
import { type AstNode, childOf, textOf, walk } from './ast.ts'

/** A comment with its delimiters' kind and place. */
export interface SourceComment {
  readonly kind: 'block' | 'line'
  /** The text between the delimiters. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** One place where a file names another module: import, re-export, `import()` or an import type. */
export interface SourceImport {
  readonly specifier: string
  readonly line: number
}

/** A parsed file. */
export interface SourceFile {
  /** Relative to the repository's root, with slashes. */
  readonly path: string
  readonly text: string
  readonly lineCount: number
  readonly program: AstNode
  readonly comments: readonly SourceComment[]
  readonly imports: readonly SourceImport[]
  /** Line of an offset, counted from 1. */
  readonly lineAt: (offset: number) => number
}

/** Parses a file. Throws where it is not TypeScript. */
export function parseSource(path: string, text: string): SourceFile {
  const result = parseSync(path, text)
  const [error] = result.errors
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  const program = result.program as unknown as AstNode
  const lineAt = lineCounter(text)
  return {
    path,
    text,
    lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    program,
    comments: result.comments.map((comment) => ({
      kind: comment.type === 'Block' ? 'block' : 'line',
      text: comment.value,
      start: comment.start,
      end: comment.end,
    })),
    imports: importsOf(program, lineAt),
    lineAt,
  }
}

const importingTypes: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function importsOf(program: AstNode, lineAt: (offset: number) => number): readonly SourceImport[] {
  const imports: SourceImport[] = []
  walk(program, (node) => {
    if (!importingTypes.has(node.type)) return
    const source = childOf(node, 'source') ?? childOf(childOf(node, 'argument'), 'literal')
    const specifier = textOf(source, 'value')
    if (specifier !== undefined) imports.push({ specifier, line: lineAt(node.start) })
  })
  return imports
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0]
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1))
    starts.push(index + 1)
  return (offset) => {
    const after = starts.findIndex((start) => start > offset)
    return after < 0 ? starts.length : after
  }
}
