/**
 * Whether several machines use one CMID (R9.1, R9.2), judged by lineage and fingerprints alone. What one machine
 * does in a normal life is told apart: a rename, a move to new hardware, a retry after a lost answer, a snapshot
 * that was restored. What it cannot see: an answer lost in the very request before a move looks like a fork.
 */
import { type LineageNode, type LineageRequest, lineageOf } from './lineage.ts'

/** What shows that a machine is not the one beside it, strongest first. */
export const duplicateEvidence = ['alternating-fingerprints', 'forked-lease', 'interleaved-branches'] as const

/**
 * - `alternating-fingerprints`: two fingerprints take turns, and neither continues the other's leases.
 * - `forked-lease`: two fingerprints continued the same lease, and neither had moved on.
 * - `interleaved-branches`: without fingerprints, two branches of one lease both live on at the same time.
 */
export type DuplicateEvidence = (typeof duplicateEvidence)[number]

/** One of the machines behind a CMID. */
export interface LineageMachine {
  /** Where it was renamed or moved, the latest. */
  readonly machineName?: string
  readonly address: string
  readonly fingerprint?: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly requests: number
  /** What sets it apart from another machine of the list; absent where there is only one. */
  readonly evidence?: DuplicateEvidence
}

/** The judgement on one CMID and product. */
export interface DuplicateVerdict {
  readonly isDuplicate: boolean
  /** The original first: the one that was seen first. */
  readonly machines: readonly LineageMachine[]
  /** Index in `machines` of the one that sent the latest request; -1 without requests. */
  readonly latest: number
}

/** Judges the answered requests of one CMID for one product, in order of the log. */
export function judgeDuplicates(history: readonly LineageRequest[]): DuplicateVerdict {
  const { nodes, siblings } = lineageOf(history)
  const drafts: MachineDraft[] = []
  const draftOf = new Map<LineageNode, MachineDraft>()
  // A group comes after the one that its parent stands in.
  for (const group of siblings) {
    const ordered = heirsFirst(group)
    const between = evidenceIn(group)
    for (const [place, node] of ordered.entries())
      draftOf.set(node, assign({ node, before: ordered.slice(0, place), between }, draftOf, drafts))
  }
  for (const node of nodes) draftOf.get(node)?.nodes.push(node)
  drafts.sort((left, right) => (left.nodes[0]?.index ?? 0) - (right.nodes[0]?.index ?? 0))
  const latest = drafts.findIndex(({ nodes: own }) => own.includes(nodes.at(-1) as LineageNode))
  return { isDuplicate: drafts.length > 1, machines: drafts.map(machineOf), latest }
}

interface MachineDraft {
  readonly nodes: LineageNode[]
  evidence: DuplicateEvidence | undefined
}

/** Of the requests that continue one lease, first those of the machine that was given it: the others are copies of it. */
function heirsFirst(group: readonly LineageNode[]): readonly LineageNode[] {
  const given = group[0]?.parent?.request.fingerprint
  if (given === undefined) return group
  const isHeir = (node: LineageNode) => node.request.fingerprint === given
  return [...group.filter(isHeir), ...group.filter((node) => !isHeir(node))]
}

type Evidence = (one: LineageNode, other: LineageNode) => DuplicateEvidence | undefined

/** Where one lease was certainly copied, what could be a restored snapshot beside it is a copy too. */
function evidenceIn(group: readonly LineageNode[]): Evidence {
  const isCopied = group.some((one, place) =>
    group.slice(place + 1).some((other) => evidenceBetween(one, other) !== undefined),
  )
  if (!isCopied) return () => undefined
  return (one, other) =>
    evidenceBetween(one, other) ?? (fingerprintsDiffer(one, other) ? 'forked-lease' : undefined)
}

/** A request among those that continue the same lease. */
interface Placed {
  readonly node: LineageNode
  readonly before: readonly LineageNode[]
  readonly between: Evidence
}

/** The machine that a request belongs to; a new one where evidence sets it apart from those before it. */
function assign(
  { node, before, between }: Placed,
  draftOf: ReadonlyMap<LineageNode, MachineDraft>,
  drafts: MachineDraft[],
): MachineDraft {
  const retried = before.find((one) => sharesFingerprint(one, node))
  const apart = retried === undefined ? before.find((one) => between(one, node)) : undefined
  const eldest = retried ?? before[0] ?? node.parent
  const same = eldest === undefined ? undefined : draftOf.get(eldest)
  if (apart === undefined && same !== undefined) return same
  const evidence = apart === undefined ? undefined : between(apart, node)
  const other = apart === undefined ? undefined : draftOf.get(apart)
  if (other !== undefined) other.evidence = strongest(other.evidence, evidence)
  const draft = { nodes: [], evidence }
  drafts.push(draft)
  return draft
}

function sharesFingerprint(one: LineageNode, other: LineageNode): boolean {
  const { fingerprint } = other.request
  return fingerprint !== undefined && [one.request.fingerprint, one.lastFingerprint].includes(fingerprint)
}

/** What shows that two branches of one lease belong to two machines. */
function evidenceBetween(one: LineageNode, other: LineageNode): DuplicateEvidence | undefined {
  const [older, younger] = one.index < other.index ? [one, other] : [other, one]
  const interleaved = older.lastIndex > younger.index
  if (older.lastFingerprint === undefined || younger.lastFingerprint === undefined)
    return interleaved && older.received && younger.received ? 'interleaved-branches' : undefined
  if (!fingerprintsDiffer(older, younger)) return undefined
  if (interleaved) return 'alternating-fingerprints'
  // A branch that moved on and then fell silent was set back to a snapshot, which may be on new hardware.
  return older.received ? undefined : 'forked-lease'
}

function fingerprintsDiffer({ lastFingerprint: one }: LineageNode, { lastFingerprint: other }: LineageNode) {
  return one !== undefined && other !== undefined && one !== other
}

function strongest(
  one: DuplicateEvidence | undefined,
  other: DuplicateEvidence | undefined,
): DuplicateEvidence | undefined {
  return duplicateEvidence.find((evidence) => evidence === one || evidence === other)
}

function machineOf({ nodes, evidence }: MachineDraft): LineageMachine {
  const requests = nodes.map(({ request }) => request)
  const first = requests[0]
  const last = requests.at(-1)
  const named = requests.findLast(({ machineName }) => machineName !== undefined)
  const printed = requests.findLast(({ fingerprint }) => fingerprint !== undefined)
  return {
    address: last?.address ?? '',
    firstSeenMs: first?.timeMs ?? 0,
    lastSeenMs: last?.timeMs ?? 0,
    requests: requests.length,
    ...(named?.machineName === undefined ? {} : { machineName: named.machineName }),
    ...(printed?.fingerprint === undefined ? {} : { fingerprint: printed.fingerprint }),
    ...(evidence === undefined ? {} : { evidence }),
  }
}
