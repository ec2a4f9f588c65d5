/** Unions by `kind`: the compiler finds the case that is missing, unless a default case hides it. */
import { type AstNode, childOf, childrenOf, dottedName, walk } from '../source/ast.ts'
import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/source-file.ts'

/** Switches over a `kind` that have a default case. */
export function defaultCaseFindings(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    const findings: Finding[] = []
    walk(file.program, (node) => {
      const fallback = node.type === 'SwitchStatement' && isOverKinds(node) ? defaultCase(node) : undefined
      if (fallback !== undefined)
        findings.push({ path: file.path, line: file.lineAt(fallback.start), message: 'hides a missing case' })
    })
    return findings
  })
}

function isOverKinds(node: AstNode): boolean {
  return dottedName(childOf(node, 'discriminant'))?.split('.').at(-1) === 'kind'
}

function defaultCase(node: AstNode): AstNode | undefined {
  return childrenOf(node).find((child) => child.type === 'SwitchCase' && childOf(child, 'test') === undefined)
}
