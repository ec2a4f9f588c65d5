/**
 * The file that is carried between an isolated network and a computer that reaches the authority. It says which
 * inventory it belongs to; a checksum finds whatever was changed on the way, and a seal that only the inventory can
 * make finds what somebody changed on purpose. How much it tells is chosen when it is exported.
 */
import { isUuid, toHex, uuidFromText, uuidToText } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import {
  confirmationIdFromDigits,
  confirmationIdToDigits,
  installationIdFromDigits,
  installationIdToDigits,
} from '@muster/core/keys'
import type { Cryptography } from '@muster/core/ports'
import * as v from 'valibot'

/** Longest file that is read. */
export const fleetFileBytesMax = 64 * 1024 * 1024
const format = 'muster-fleet/1'
const entriesMax = 100_000
const textCharactersMax = 300

/** From least to most: only what proxy activation needs; machines and products too; the kept keys too. */
export const exportLevels = ['proxy', 'products', 'keys'] as const
/** How much a file tells. */
export type ExportLevel = (typeof exportLevels)[number]

const text = v.pipe(v.string(), v.maxLength(textCharactersMax))
const optionalText = v.nullable(text)
const product = v.strictObject({
  productId: v.pipe(text, v.check(isUuid)),
  product: text,
  licenceState: v.number(),
  channel: optionalText,
  partialProductKey: optionalText,
  installationId: optionalText,
})
const machine = v.strictObject({
  name: text,
  products: v.pipe(v.array(product), v.maxLength(entriesMax)),
})
const request = v.strictObject({
  installationIds: v.pipe(v.array(text), v.maxLength(entriesMax)),
  machines: v.optional(v.pipe(v.array(machine), v.maxLength(entriesMax))),
  keys: v.optional(v.pipe(v.array(text), v.maxLength(entriesMax))),
})
const confirmation = v.strictObject({ installationId: text, confirmationId: text })
const file = v.strictObject({
  format: v.literal(format),
  databaseId: v.pipe(text, v.check(isUuid)),
  level: v.picklist(exportLevels),
  request,
  confirmations: v.pipe(v.array(confirmation), v.maxLength(entriesMax)),
  seal: text,
  checksum: text,
})

/** What an isolated network asks for, and as much of its inventory as was chosen. */
export type FileRequest = v.InferOutput<typeof request>
/** A machine as a file tells of it. */
export type FileMachine = v.InferOutput<typeof machine>
/** An installation ID with its confirmation ID, both as digits. */
export type FileConfirmation = v.InferOutput<typeof confirmation>

/** What a file holds. */
export interface FleetFile {
  /** 16 bytes. */
  readonly databaseId: Uint8Array
  readonly level: ExportLevel
  readonly request: FileRequest
  readonly confirmations: readonly FileConfirmation[]
  /** Hexadecimal; see {@link sealedBytes}. */
  readonly seal: string
}

/** The bytes that the inventory seals: all that it states itself. */
export function sealedBytes({ databaseId, level, request }: Omit<FleetFile, 'confirmations' | 'seal'>) {
  return new TextEncoder().encode(JSON.stringify([format, uuidToText(databaseId), level, request]))
}

/** Writes a file. */
export function encodeFleetFile(content: FleetFile, { sha256 }: Pick<Cryptography, 'sha256'>): Uint8Array {
  const { databaseId, level, request, confirmations, seal } = content
  const body = { format, databaseId: uuidToText(databaseId), level, request, confirmations, seal }
  const checksum = checksumOf(body, sha256)
  return new TextEncoder().encode(`${JSON.stringify({ ...body, checksum }, undefined, 1)}\n`)
}

/** Reads a file. Throws `fleet-file-damaged` for anything that is not as it was written. */
export function decodeFleetFile(bytes: Uint8Array, { sha256 }: Pick<Cryptography, 'sha256'>): FleetFile {
  const read = v.safeParse(file, parsed(bytes))
  if (!read.success) throw new AppError('fleet-file-damaged')
  const { checksum, ...body } = read.output
  if (checksumOf(body, sha256) !== checksum) throw new AppError('fleet-file-damaged', 'Its checksum differs.')
  const databaseId = uuidFromText(body.databaseId)
  if (databaseId === undefined) throw new AppError('fleet-file-damaged')
  const { level, request, confirmations, seal } = body
  checkDigits(request, confirmations)
  return { databaseId, level, request, confirmations, seal }
}

/** The confirmations of a file as bytes. */
export function confirmationBytes({ confirmations }: Pick<FleetFile, 'confirmations'>) {
  return confirmations.map(({ installationId, confirmationId }) => ({
    installationId: installationIdFromDigits(installationId),
    confirmation: confirmationIdFromDigits(confirmationId),
  }))
}

/** A confirmation as a file states it. */
export function fileConfirmation(installationId: Uint8Array, confirmation: Uint8Array): FileConfirmation {
  return {
    installationId: installationIdToDigits(installationId),
    confirmationId: confirmationIdToDigits(confirmation),
  }
}

/** Whoever made the checksum anew may have put anything there. */
function checkDigits(request: FileRequest, confirmations: readonly FileConfirmation[]): void {
  try {
    for (const digits of request.installationIds) installationIdFromDigits(digits)
    confirmationBytes({ confirmations })
  } catch (cause) {
    throw new AppError('fleet-file-damaged', 'An ID in it is not one.', { cause })
  }
}

function checksumOf(body: object, sha256: Cryptography['sha256']): string {
  return toHex(sha256(new TextEncoder().encode(`muster/fleet-file/1${JSON.stringify(body)}`)))
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
