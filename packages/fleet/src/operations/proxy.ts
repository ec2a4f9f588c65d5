/**
 * Proxy activation (R6.5): installation IDs are collected from the machines, all confirmation IDs come over one
 * connection, and each is installed where it belongs. A confirmation that is kept is used again without asking.
 */
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import { confirmationIdToDigits } from '@muster/core/keys'
import { acquire, installationName } from '../confirming/acquire.ts'
import type { ConfirmationSource } from '../confirming/confirmation-source.ts'
import { installationIdOf } from '../confirming/installation-answer.ts'
import type { FleetPorts } from '../ports.ts'
import type { RemoteMuster } from '../reaching/remote-muster.ts'
import { readProducts, wordsOf } from './actions.ts'
import type { MachineResult } from './machine-result.ts'
import { type Target, type VisitOptions, visit, type Work } from './visit.ts'

/** The name of the action, under which it goes on. */
export const proxyAction = 'proxy'

type ProxyPorts = Pick<FleetPorts, 'inventory' | 'runCommand' | 'clock' | 'cryptography'>

/** Reads and keeps the installation IDs of a machine: of one product, or of every product that has one. */
export function collecting(ports: ProxyPorts): Work {
  return async (remote, target) => {
    const count = (await collectFrom(remote, target, ports)).length
    return count === 1 ? 'Its installation ID is kept.' : `${count} installation IDs are kept.`
  }
}

/** Installs the kept confirmations of a machine. */
export function applying(ports: ProxyPorts): Work {
  return async (remote, target) => {
    const ids = ports.inventory
      .installationIds([target.machine.machineId])
      .filter(({ productId }) => target.productId === '' || productId === target.productId)
    const known = ids.flatMap(({ productId, installationId }) => {
      const stored = ports.inventory.confirmationFor(installationId)
      return stored === undefined ? [] : [{ productId, confirmation: stored.confirmation }]
    })
    if (known.length === 0) throw new AppError('fleet-no-confirmation')
    for (const { productId, confirmation } of known)
      await remote.run(['client', 'confirm', confirmationIdToDigits(confirmation), '--product', productId])
    const products = await readProducts(remote, target, ports)
    return wordsOf(products.filter((each) => known.some(({ productId }) => productId === each.productId)))
  }
}

/** Where confirmations come from, and the keys that may be shown there. */
export interface ProxyAuthority {
  readonly source: ConfirmationSource
  readonly productKeys: readonly string[]
}

/**
 * All three steps. One result for each target: of the step that failed, or of the last. Throws what is about the way
 * to the authority; what was collected and acquired until then is kept.
 */
export async function activateByProxy(
  targets: readonly Target[],
  authority: ProxyAuthority,
  options: VisitOptions,
  ports: ProxyPorts,
): Promise<readonly MachineResult[]> {
  const report = reporter(options, targets.length)
  const ready = await collectAll(targets, report, options, ports)
  // Whoever stops now does not want activations to be counted.
  if (options.signal?.aborted === true) return report.results
  options.onStep?.('acquiring', 0, ready.length)
  const refusals = await acquireMissing(idsOf(ready, ports), authority, ports)
  const refusalOf = (target: Target) =>
    idsOf([target], ports)
      .map((id) => refusals.get(installationName(id)))
      .find((refusal) => refusal !== undefined)
  const apply = applying(ports)
  const work: Work = async (remote, target) => {
    const refusal = refusalOf(target)
    if (refusal === undefined) return apply(remote, target)
    // Of several products some may be confirmed; what is told is the one that was refused.
    if (hasConfirmation(target, ports)) await apply(remote, target)
    throw refusal
  }
  await visit(proxyAction, ready, work, { ...options, onResult: report }, ports)
  return report.results
}

/** The targets whose installation IDs could be collected; what became of the others is reported. */
async function collectAll(
  targets: readonly Target[],
  report: (result: MachineResult) => void,
  options: VisitOptions,
  ports: ProxyPorts,
): Promise<readonly Target[]> {
  const onResult: VisitOptions['onResult'] = (result, done, total) => {
    if (!result.done) report(result)
    options.onStep?.('collecting', done, total)
  }
  const step = { ...options, onResult }
  const collected = await visit(`${proxyAction}-collect`, targets, collecting(ports), step, ports)
  const done = new Set(collected.filter((result) => result.done).map(resultName))
  return targets.filter(({ machine, productId }) =>
    done.has(resultName({ machine: machine.name, productId: productId || null })),
  )
}

/** Asks for every confirmation that is not kept yet and keeps it; what was refused, by name of the installation. */
async function acquireMissing(
  installationIds: readonly Uint8Array[],
  { source, productKeys }: ProxyAuthority,
  { inventory, clock, cryptography }: ProxyPorts,
): Promise<ReadonlyMap<string, AppError>> {
  const missing = installationIds.filter((id) => inventory.confirmationFor(id) === undefined)
  const refusals = new Map<string, AppError>()
  for await (const batch of acquire(missing, productKeys, source, cryptography)) {
    const confirmed = batch.flatMap((each) => (each.kind === 'confirmed' ? [each.stored] : []))
    inventory.addConfirmations(confirmed, clock.nowMs())
    for (const each of batch)
      if (each.kind === 'refused') refusals.set(installationName(each.asked), each.error)
  }
  return refusals
}

async function collectFrom(
  remote: RemoteMuster,
  target: Target,
  ports: ProxyPorts,
): Promise<readonly Uint8Array[]> {
  const { machineId } = target.machine
  const keep = async (productId: string) => {
    const value = await remote.run(['client', 'installation-id', '--product', productId])
    const installationId = installationIdOf(value)
    ports.inventory.recordInstallationId({ machineId, productId, installationId })
    return installationId
  }
  if (target.productId !== '') return [await keep(target.productId)]
  const found: Uint8Array[] = []
  for (const { productId } of await readProducts(remote, target, ports)) {
    // A product with a key of another kind has none; on a machine with several that is no failure.
    const id = await keep(productId).catch((error: unknown) => {
      if (hasNoId.includes(codeOf(error))) return undefined
      throw error
    })
    if (id !== undefined) found.push(id)
  }
  if (found.length === 0) throw new AppError('fleet-no-installation-id')
  return found
}

const hasNoId: readonly ErrorCode[] = ['product-key-kind', 'product-key-missing', 'no-channel']

function idsOf(targets: readonly Target[], { inventory }: ProxyPorts): readonly Uint8Array[] {
  return targets.flatMap(({ machine, productId }) =>
    inventory
      .installationIds([machine.machineId])
      .filter((each) => productId === '' || each.productId === productId)
      .map(({ installationId }) => installationId),
  )
}

function resultName({ machine, productId }: Pick<MachineResult, 'machine' | 'productId'>): string {
  return `${machine} ${productId ?? ''}`
}

function hasConfirmation(target: Target, ports: ProxyPorts): boolean {
  return idsOf([target], ports).some((id) => ports.inventory.confirmationFor(id) !== undefined)
}

/** Passes results on and keeps them, counted over all steps. */
function reporter(options: VisitOptions, total: number) {
  const results: MachineResult[] = []
  const report = (result: MachineResult) => {
    results.push(result)
    options.onResult?.(result, results.length, total)
  }
  return Object.assign(report, { results })
}
