/**
 * Outputs of slmgr of several machines that show one CMID. The installation ID depends on the hardware, so two of them
 * under one CMID are two machines.
 */
import type { ProductOutput } from '../facts.ts'
import { newCmidActions } from './duplicate-cmids.ts'
import { counted, firstEvidence } from './evidence.ts'
import type { Examination, Finding } from './finding.ts'

/** CMIDs that occur in outputs of several machines. */
export function sharedOutputs({ facts }: Examination): readonly Finding[] {
  return [...byCmid(facts.products)].flatMap(([cmid, products]) => {
    const machines = machinesAmong(products)
    return machines.size < 2 ? [] : [findingOf(cmid, products, machines.size)]
  })
}

function findingOf(cmid: string, products: readonly ProductOutput[], machines: number): Finding {
  return {
    code: 'duplicate-cmid-in-outputs',
    severity: 'fail',
    title: `The outputs of ${counted(machines, 'machine')} show one CMID, ${cmid}.`,
    seen: [
      `${counted(products.length, 'output')} with this CMID; what tells the machines apart is their installation ID, or the name beside the output.`,
    ],
    why: `A KMS host counts CMIDs: these machines count as 1 instead of ${machines}.`,
    actions: newCmidActions,
    evidence: firstEvidence(
      products.map(({ place, machine, name }) => ({
        place,
        text: `${machine ?? 'machine without a name'}: ${name ?? 'product'}`,
      })),
    ),
  }
}

function byCmid(products: readonly ProductOutput[]): ReadonlyMap<string, readonly ProductOutput[]> {
  const groups = new Map<string, ProductOutput[]>()
  for (const product of products) {
    const cmid = product.client?.cmid
    if (cmid === undefined) continue
    const group = groups.get(cmid)
    if (group === undefined) groups.set(cmid, [product])
    else group.push(product)
  }
  return groups
}

/** What surely differs: names where all outputs have one, else installation IDs of one product. */
function machinesAmong(products: readonly ProductOutput[]): ReadonlySet<string> {
  const names = products.flatMap(({ machine }) => machine?.toLowerCase() ?? [])
  if (names.length === products.length) return new Set(names)
  const [first] = products
  return new Set(
    products
      .filter(({ activationId, name }) => activationId === first?.activationId && name === first?.name)
      .flatMap(({ installationId }) => installationId ?? []),
  )
}
