/** The syntax tree as the rules see it: nodes with a type, a place and fields that are nodes, lists of nodes or values. */

/** One node of a TypeScript file's ESTree. */
export interface AstNode {
  readonly type: string
  /** Offset of its first character, and of the first one behind it. */
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** Calls `enter` for a node and everything below it, in the order of the text, with the nodes above it. */
export function walk(
  node: AstNode,
  enter: (node: AstNode, parents: readonly AstNode[]) => void,
  parents: readonly AstNode[] = [],
): void {
  enter(node, parents)
  const below = [...parents, node]
  for (const child of childrenOf(node)) walk(child, enter, below)
}

/** The nodes directly below a node. */
export function childrenOf(node: AstNode): readonly AstNode[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
}

/** A field that is a node, or undefined. */
export function childOf(node: AstNode | undefined, field: string): AstNode | undefined {
  const value = node?.[field]
  return isNode(value) ? value : undefined
}

/** A field that is text, or undefined. */
export function textOf(node: AstNode | undefined, field: string): string | undefined {
  const value = node?.[field]
  return typeof value === 'string' ? value : undefined
}

/** The dotted name of an identifier or a chain of members, such as `Math.random`; undefined for anything else. */
export function dottedName(node: AstNode | undefined): string | undefined {
  if (node?.type === 'Identifier') return textOf(node, 'name')
  if (node?.type !== 'MemberExpression' || node.computed === true) return undefined
  const object = dottedName(childOf(node, 'object'))
  const property = textOf(childOf(node, 'property'), 'name')
  return object === undefined || property === undefined ? undefined : `${object}.${property}`
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && typeof (value as AstNode).type === 'string'
}
