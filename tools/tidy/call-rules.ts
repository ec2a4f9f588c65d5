/** Names that some code must not use: the surroundings in core, time and chance in services, switched-off tests. */
import { type AstNode, childOf, dottedName, textOf, walk } from '../source/ast.ts'
import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/source-file.ts'

/** The surroundings: core gets them as arguments or through ports, so that the same code runs in virtual time. */
export const surroundings: readonly string[] = [
  'Buffer',
  'Date',
  'Intl',
  'Math.random',
  'TextDecoder',
  'TextEncoder',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
]

/** Time and chance: services take them from their ports. Turning a number into a date for people is no clock. */
export const timeAndChance: readonly string[] = [
  'Date.now',
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'performance.now',
  'setImmediate',
  'setInterval',
  'setTimeout',
]

/** Nodes that declare a name, and the field where it stands. */
const declaringTypes: ReadonlyMap<string, string> = new Map([
  ['FunctionDeclaration', 'id'],
  ['VariableDeclarator', 'id'],
  ['ClassDeclaration', 'id'],
  ['ImportSpecifier', 'local'],
])
const switchedOff = /^(it|test|describe|suite|bench)(\.\w+)*\.(only|skip|todo)$|^[fx](it|describe)$/

/** Uses of banned names, whole or dotted; `new Date()` without an argument counts as a use of `Date.now`. */
export function bannedNameFindings(
  files: readonly SourceFile[],
  banned: readonly string[],
): readonly Finding[] {
  const isMeant = (name: string, own: ReadonlySet<string>) =>
    banned.includes(name) && !own.has(name.split('.')[0] ?? '')
  return findNames(files, isMeant, 'may not be used here')
}

/** Tests that are switched off or that switch off the others. */
export function switchedOffFindings(files: readonly SourceFile[]): readonly Finding[] {
  return findNames(files, (name) => switchedOff.test(name), 'switches tests off')
}

function findNames(
  files: readonly SourceFile[],
  isMeant: (name: string, own: ReadonlySet<string>) => boolean,
  message: string,
): readonly Finding[] {
  return files.flatMap((file) => {
    const findings: Finding[] = []
    const own = declaredNames(file.program)
    walk(file.program, (node, parents) => {
      const name = usedName(node, parents.at(-1))
      if (name !== undefined && isMeant(name, own))
        findings.push({ path: file.path, line: file.lineAt(node.start), message: `${name} ${message}` })
    })
    return findings
  })
}

/** What a node uses of its surroundings: a free name or a chain of members; not a key, a member or a label. */
function usedName(node: AstNode, parent: AstNode | undefined): string | undefined {
  if (node.type === 'NewExpression' && isNowDate(node)) return 'Date.now'
  if (node.type === 'MemberExpression') return dottedName(node)
  if (node.type !== 'Identifier' || parent === undefined || isOnlyALabel(node, parent)) return undefined
  return textOf(node, 'name')
}

/** Names that a file imports or declares anywhere: they are its own, whatever the surroundings call so too. */
function declaredNames(program: AstNode): ReadonlySet<string> {
  const names = new Set<string>()
  walk(program, (node) => {
    const declared = declaringTypes.get(node.type)
    const name = declared === undefined ? undefined : textOf(childOf(node, declared), 'name')
    if (name !== undefined) names.add(name)
  })
  return names
}

function isNowDate(node: AstNode): boolean {
  const given = node.arguments
  return dottedName(childOf(node, 'callee')) === 'Date' && Array.isArray(given) && given.length === 0
}

function isOnlyALabel(node: AstNode, parent: AstNode): boolean {
  if (parent.computed === true) return false
  if (parent.type === 'MemberExpression') return childOf(parent, 'property') === node
  if (parent.type === 'Property' && parent.shorthand === true) return false
  return childOf(parent, 'key') === node
}
