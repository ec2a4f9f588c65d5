/** Carrying the questions of an isolated network out and the answers back (R6.5). */
import { equalBytes, toHex } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import { installationIdFromDigits, installationIdToDigits } from '@muster/core/keys'
import type { Cryptography } from '@muster/core/ports'
import { acquire, installationName } from '../confirming/acquire.ts'
import type { ConfirmationSource } from '../confirming/confirmation-source.ts'
import { grouped } from '../grouped.ts'
import type { CollectedId } from '../inventory/inventory.ts'
import { failureOf, type MachineFailure } from '../operations/machine-result.ts'
import type { Selected } from '../operations/selection.ts'
import type { FleetPorts } from '../ports.ts'
import {
  confirmationBytes,
  decodeFleetFile,
  type ExportLevel,
  encodeFleetFile,
  type FileMachine,
  type FileRequest,
  type FleetFile,
  fileConfirmation,
  sealedBytes,
} from './fleet-file.ts'

type CarryPorts = Pick<FleetPorts, 'inventory' | 'clock' | 'cryptography' | 'keyedHash'>

/** What is in an exported file. */
export interface Exported {
  readonly file: Uint8Array
  readonly installationIds: number
  readonly machines: number
  readonly keys: number
}

/** Exports the installation IDs of machines, and as much more as the level says. Throws `fleet-nothing-selected`. */
export function exportFile(selected: readonly Selected[], level: ExportLevel, ports: CarryPorts): Exported {
  const { inventory, cryptography, keyedHash } = ports
  const ids = selected.flatMap(({ machine, products }) =>
    inventory
      .installationIds([machine.machineId])
      .filter(({ productId }) => products.some((each) => each.productId === productId)),
  )
  if (ids.length === 0 && level === 'proxy')
    throw new AppError('fleet-nothing-selected', 'None has an ID yet.')
  const request = requestOf(selected, ids, level, inventory.keyTexts())
  const content = { databaseId: inventory.databaseId, level, request }
  const seal = toHex(keyedHash('hmac-sha256', inventory.sealingKey, sealedBytes(content)))
  const wanted = request.installationIds.map((digits) => installationIdFromDigits(digits))
  const confirmations = wanted.flatMap((id) => {
    const stored = inventory.confirmationFor(id)
    return stored === undefined ? [] : [fileConfirmation(stored.installationId, stored.confirmation)]
  })
  return {
    file: encodeFleetFile({ ...content, seal, confirmations }, cryptography),
    installationIds: wanted.length,
    machines: request.machines?.length ?? 0,
    keys: request.keys?.length ?? 0,
  }
}

/** What was acquired for a file. */
export interface AcquiredFile {
  readonly file: Uint8Array
  readonly acquired: number
  /** Those that were there before. */
  readonly known: number
  readonly refused: readonly (MachineFailure & { readonly installations: number })[]
}

/**
 * Adds to a file the confirmations that it lacks; no inventory is needed. Throws `fleet-file-damaged`, the codes of a
 * product key, and what is about the way to the authority.
 */
export async function acquireForFile(
  bytes: Uint8Array,
  productKeys: readonly string[],
  source: ConfirmationSource,
  cryptography: Cryptography,
): Promise<AcquiredFile> {
  const content = decodeFleetFile(bytes, cryptography)
  const known = new Set(
    confirmationBytes(content).map(({ installationId }) => installationName(installationId)),
  )
  const missing = content.request.installationIds
    .map((digits) => installationIdFromDigits(digits))
    .filter((id) => !known.has(installationName(id)))
  const confirmations = [...content.confirmations]
  const errors: AppError[] = []
  const keys = [...productKeys, ...(content.request.keys ?? [])]
  for await (const batch of acquire(missing, keys, source, cryptography)) {
    for (const each of batch) {
      if (each.kind === 'refused') errors.push(each.error)
      else confirmations.push(fileConfirmation(each.stored.installationId, each.stored.confirmation))
    }
  }
  return {
    file: encodeFleetFile({ ...content, confirmations }, cryptography),
    acquired: confirmations.length - content.confirmations.length,
    known: content.confirmations.length,
    refused: [...grouped(errors, ({ code }) => code).values()].map((same) => ({
      ...failureOf(same[0]),
      installations: same.length,
    })),
  }
}

/** What was taken from a file. */
export interface Imported {
  readonly confirmations: number
  /** Installation IDs of the file that came back without one. */
  readonly missing: number
}

/**
 * Takes the confirmations of a file that this inventory exported. Throws `fleet-file-damaged`, `fleet-file-foreign`,
 * `fleet-file-empty`.
 */
export function importFile(bytes: Uint8Array, ports: CarryPorts): Imported {
  const { inventory, cryptography, keyedHash, clock } = ports
  const content = decodeFleetFile(bytes, cryptography)
  if (!equalBytes(content.databaseId, inventory.databaseId)) throw new AppError('fleet-file-foreign')
  checkSeal(content, toHex(keyedHash('hmac-sha256', inventory.sealingKey, sealedBytes(content))))
  const asked = new Set(
    content.request.installationIds.map((digits) => installationName(installationIdFromDigits(digits))),
  )
  const confirmations = confirmationBytes(content).filter(({ installationId }) =>
    asked.has(installationName(installationId)),
  )
  if (confirmations.length === 0) throw new AppError('fleet-file-empty')
  inventory.addConfirmations(confirmations, clock.nowMs())
  return { confirmations: confirmations.length, missing: asked.size - confirmations.length }
}

/** The seal protects no secret that could be guessed bit by bit, so that a plain comparison does. */
function checkSeal({ seal }: FleetFile, expected: string): void {
  if (seal !== expected) throw new AppError('fleet-file-damaged', 'It is not as this inventory exported it.')
}

/** Sorted by their digits, the IDs do not tell which machines stand beside each other. */
function requestOf(
  selected: readonly Selected[],
  ids: readonly CollectedId[],
  level: ExportLevel,
  keys: readonly string[],
): FileRequest {
  const digitsOf = ({ installationId }: CollectedId) => installationIdToDigits(installationId)
  const installationIds = [...new Set(ids.map(digitsOf))].sort()
  switch (level) {
    case 'proxy':
      return { installationIds }
    case 'products':
      return { installationIds, machines: machinesOf(selected, ids) }
    case 'keys':
      return { installationIds, machines: machinesOf(selected, ids), keys: [...keys] }
  }
}

function machinesOf(selected: readonly Selected[], ids: readonly CollectedId[]): FileMachine[] {
  const digits = new Map(
    ids.map(({ machineId, productId, installationId }) => [
      `${machineId} ${productId}`,
      installationIdToDigits(installationId),
    ]),
  )
  return selected.map(({ machine, products }) => ({
    name: machine.name,
    products: products.map(({ productId, product, licenceState, channel, partialProductKey }) => ({
      productId,
      product,
      licenceState,
      channel,
      partialProductKey,
      installationId: digits.get(`${machine.machineId} ${productId}`) ?? null,
    })),
  }))
}
