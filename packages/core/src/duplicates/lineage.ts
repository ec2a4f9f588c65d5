/**
 * The lineage of one CMID for one product: which request continues which lease. A client keeps the lease of the
 * last answer that it received, so two requests that continue one lease are a retry, a restored snapshot or a copy.
 */

/** Requests of one CMID and product that are judged at most, the latest ones. */
export const lineageRequestsMax = 256

/** One answered request. Identifiers are hexadecimal. */
export interface LineageRequest {
  readonly timeMs: number
  readonly leaseId: string
  readonly previousLeaseId?: string
  /** Absent in a container, or where no hardware facts can be read. */
  readonly fingerprint?: string
  readonly machineName?: string
  readonly address: string
}

/** A request in its lineage. */
export interface LineageNode {
  readonly request: LineageRequest
  /** Its place in the history, the oldest first. */
  readonly index: number
  /** The request whose lease it continues; absent where it continues none that the history holds. */
  readonly parent: LineageNode | undefined
  /** Place of the latest request among it and all that descend from it. */
  readonly lastIndex: number
  /** The latest fingerprint among it and all that descend from it. */
  readonly lastFingerprint: string | undefined
  /** Whether its answer was received: some request continues its lease. */
  readonly received: boolean
}

/** A lineage, the oldest request first. */
export interface Lineage {
  readonly nodes: readonly LineageNode[]
  /** Requests that continue one lease, in order; those that continue none that is known stand together. */
  readonly siblings: readonly (readonly LineageNode[])[]
}

/** Builds the lineage of a history in order of the log; of a longer one than {@link lineageRequestsMax} the latest. */
export function lineageOf(history: readonly LineageRequest[]): Lineage {
  const nodes: MutableNode[] = []
  const byLease = new Map<string, MutableNode>()
  const groups = new Map<MutableNode | undefined, MutableNode[]>()
  for (const [index, request] of history.slice(-lineageRequestsMax).entries()) {
    const parent = request.previousLeaseId === undefined ? undefined : byLease.get(request.previousLeaseId)
    const node: MutableNode = {
      request,
      index,
      parent,
      lastIndex: index,
      lastFingerprint: undefined,
      received: false,
    }
    nodes.push(node)
    byLease.set(request.leaseId, node)
    groups.set(parent, [...(groups.get(parent) ?? []), node])
    tellAncestors(node)
  }
  return { nodes, siblings: [...groups.values()] }
}

interface MutableNode extends LineageNode {
  readonly parent: MutableNode | undefined
  lastIndex: number
  lastFingerprint: string | undefined
  received: boolean
}

function tellAncestors(node: MutableNode): void {
  const { fingerprint } = node.request
  if (node.parent !== undefined) node.parent.received = true
  for (let above: MutableNode | undefined = node; above !== undefined; above = above.parent) {
    above.lastIndex = node.index
    if (fingerprint !== undefined) above.lastFingerprint = fingerprint
  }
}
