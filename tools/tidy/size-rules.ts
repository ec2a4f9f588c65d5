/** Sizes that stay readable: the length of a file and of a function. */
import { type AstNode, childOf, childrenOf, dottedName, walk } from '../source/ast.ts'
import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/source-file.ts'

/** A longer file is two things. */
export const fileLinesMax = 400
/** A longer function does two things. */
export const functionLinesMax = 60

const functionTypes: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
])
const groupedCalls = /^(describe|it|test)(\.\w+)*$/

/** Files that are longer than {@link fileLinesMax}. */
export function fileLengthFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter(({ lineCount }) => lineCount > fileLinesMax)
    .map(({ path, lineCount }) => ({
      path,
      line: fileLinesMax + 1,
      message: `the file has ${lineCount} lines`,
    }))
}

/** Functions that are longer than {@link functionLinesMax}; one that only groups tests may be longer. */
export function functionLengthFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    const findings: Finding[] = []
    walk(file.program, (node) => {
      if (!functionTypes.has(node.type) || groupsTests(node)) return
      const line = file.lineAt(node.start)
      const lines = file.lineAt(node.end - 1) - line + 1
      if (lines > functionLinesMax)
        findings.push({ path: file.path, line, message: `the function has ${lines} lines` })
    })
    return findings
  })
}

/** Whether tests are declared directly in a function's body. */
function groupsTests(node: AstNode): boolean {
  const body = childOf(node, 'body')
  return body !== undefined && childrenOf(body).some(declaresTests)
}

function declaresTests(statement: AstNode): boolean {
  const call = childOf(statement, 'expression')
  if (call?.type !== 'CallExpression') return false
  const callee = childOf(call, 'callee')
  const name = dottedName(callee?.type === 'CallExpression' ? childOf(callee, 'callee') : callee)
  return name !== undefined && groupedCalls.test(name)
}
