/** The kept state as canonical CBOR. Decoding is strict: whatever this version did not write is malformed. */
import {
  type ActivationChannel,
  activationChannels,
  answerBytesMax,
  type CborMap,
  type CborValue,
  type Certificates,
  ClaimReader,
  claimMap,
  decodeCbor,
  encodeCbor,
  hostCertificateBytesMax,
  intervalMinutesMax,
  issuerCertificateBytesMax,
  leaseIdLength,
  productLicenceBytesMax,
  publicKeyLength,
  rearmLimitMax,
  uuidClaim,
} from '../documents/index.ts'
import { AppError, codeFromNumber, describeCode, type Reason } from '../errors/index.ts'
import { fingerprintLength } from '../wire/index.ts'
import {
  encodeDirectoryEvidence,
  encodeDirectorySetting,
  readChannel,
  readDirectoryEvidence,
  readDirectorySetting,
} from './directory-codec.ts'
import { hardwareFactsMax, hardwareHashLength } from './hardware.ts'
import {
  formatHostAddress,
  type HostAddress,
  hostAddressCharactersMax,
  parseHostAddress,
} from './host-address.ts'
import {
  type Evidence,
  type HardwareHash,
  type InstallationState,
  type InstalledKey,
  type Intervals,
  installedKeyKinds,
  type LastError,
  type ProductState,
  productsMax,
  rootsMax,
  type Standing,
} from './installation-state.ts'
import { encodeConfirmation, encodeMak, readConfirmation, readMak } from './mak-codec.ts'

/** The longest state that is read. */
export const stateBytesMax = 1_048_576

const formatVersion = 1
const keyDigestLength = 32
const partialKeyCharactersMax = 5
const countMax = 1_000_000
const factNameCharactersMax = 100
const reasonsMax = 20
const textCharactersMax = 300
const domainCharactersMax = 255
const codeNumberMax = 65_535
const standingStates = [0, 2, 3, 4, 5, 6] as const

/** The one encoding of a state. */
export function encodeInstallation(state: InstallationState): Uint8Array {
  return encodeCbor(claimsOfInstallation(state))
}

/** A state as the claims of its document. */
export function claimsOfInstallation(state: InstallationState): CborMap {
  return claimMap([
    [1, formatVersion],
    [2, state.publicKey],
    [3, state.latestTrustedMs],
    [4, state.damaged],
    [5, state.generalized],
    [6, encodeHost(state.pinnedHost)],
    [7, state.hostCaching],
    [8, state.products.map(encodeProduct)],
    [9, state.discoveryDomain],
    [10, state.serviceLabel],
    [11, state.authority],
    [12, state.directory && encodeDirectorySetting(state.directory)],
    [13, encodeChannel(state.onlyChannel)],
  ])
}

/** Reads a state. Throws `document-too-long`, `document-malformed`, `document-not-canonical`. */
export function decodeInstallation(bytes: Uint8Array): InstallationState {
  const reader = new StrictReader(decodeCbor(bytes, stateBytesMax), 13)
  if (reader.uint(1) !== formatVersion) throw malformed('The version is unknown.')
  const pinnedHost = reader.optional(6, (key) => readHost(reader, key))
  return {
    publicKey: reader.bytes(2, publicKeyLength),
    latestTrustedMs: reader.uint(3),
    damaged: reader.boolean(4),
    generalized: reader.boolean(5),
    ...(pinnedHost === undefined ? {} : { pinnedHost }),
    hostCaching: reader.boolean(7),
    products: reader.array(8, productsMax).map(decodeProduct),
    ...present(
      'discoveryDomain',
      reader.optional(9, (key) => reader.text(key, domainCharactersMax)),
    ),
    ...present(
      'serviceLabel',
      reader.optional(10, (key) => reader.text(key, domainCharactersMax)),
    ),
    ...present(
      'authority',
      reader.optional(11, (key) => reader.text(key, hostAddressCharactersMax)),
    ),
    ...present(
      'directory',
      reader.optional(12, (key) => readDirectorySetting(reader.map(key))),
    ),
    ...present(
      'onlyChannel',
      reader.optional(13, (key) => readChannel(reader, key)),
    ),
  }
}

/** A reader that knows every key it may meet. */
class StrictReader extends ClaimReader {
  constructor(value: CborValue | undefined, keyMax: number) {
    super(value)
    for (const key of value instanceof Map ? value.keys() : []) {
      if (typeof key !== 'number' || key < 1 || key > keyMax) throw malformed('An entry is unknown.')
    }
  }
}

function encodeProduct(product: ProductState): CborMap {
  const { key, grace, intervals, evidence } = product
  return claimMap([
    [1, uuidClaim(product.productId)],
    [2, product.productLicence],
    [3, product.roots],
    [4, key && [installedKeyKinds.indexOf(key.kind), key.partialProductKey]],
    [5, product.keyDigest],
    [6, [product.standing.state, product.standing.sinceMs]],
    [7, grace && [grace.startedAtMs, grace.extended]],
    [8, product.graceWasExtended],
    [9, product.rearmsLeft],
    [10, evidence && [evidence.lease, evidence.hostCertificate, evidence.issuerCertificate]],
    [11, product.heldCertificates && encodeCertificates(product.heldCertificates)],
    [12, product.lastLeaseId],
    [13, product.lastCount],
    [14, intervals && [intervals.retryMinutes, intervals.renewalMinutes]],
    [15, encodeHost(product.pinnedHost)],
    [16, encodeHost(product.cachedHost)],
    [17, product.hardware.map(({ name, hash }) => [name, hash])],
    [18, product.lastError && encodeLastError(product.lastError)],
    [19, product.nextAttemptMs],
    [20, product.fingerprint],
    [21, encodeHost(product.discoveredHost)],
    [22, product.mak && encodeMak(product.mak)],
    [23, product.confirmation && encodeConfirmation(product.confirmation)],
    [24, product.directory && encodeDirectoryEvidence(product.directory)],
    [25, product.directoryError && encodeLastError(product.directoryError)],
    [26, encodeChannel(product.onlyChannel)],
  ])
}

function decodeProduct(value: CborValue): ProductState {
  const reader = new StrictReader(value, 26)
  return {
    productId: reader.uuid(1),
    productLicence: reader.bytesUpTo(2, productLicenceBytesMax),
    roots: reader.array(3, rootsMax).map((root) => bytesOf(root, publicKeyLength)),
    standing: readStanding(tuple(reader, 6)),
    graceWasExtended: reader.boolean(8),
    rearmsLeft: reader.uint(9, rearmLimitMax),
    hardware: reader.array(17, hardwareFactsMax).map(decodeHardware),
    ...present(
      'key',
      reader.optional(4, (key) => readKey(tuple(reader, key))),
    ),
    ...present(
      'keyDigest',
      reader.optional(5, (key) => reader.bytes(key, keyDigestLength)),
    ),
    ...present(
      'grace',
      reader.optional(7, (key) => readGrace(tuple(reader, key))),
    ),
    ...present(
      'evidence',
      reader.optional(10, (key) => readEvidence(tuple(reader, key))),
    ),
    ...present(
      'heldCertificates',
      reader.optional(11, (key) => readCertificates(tuple(reader, key))),
    ),
    ...present(
      'lastLeaseId',
      reader.optional(12, (key) => reader.bytes(key, leaseIdLength)),
    ),
    ...present(
      'lastCount',
      reader.optional(13, (key) => reader.uint(key, countMax)),
    ),
    ...present(
      'intervals',
      reader.optional(14, (key) => readIntervals(tuple(reader, key))),
    ),
    ...readHosts(reader),
    ...present(
      'lastError',
      reader.optional(18, (key) => readLastError(tuple(reader, key))),
    ),
    ...present(
      'nextAttemptMs',
      reader.optional(19, (key) => reader.uint(key)),
    ),
    ...present(
      'fingerprint',
      reader.optional(20, (key) => reader.bytes(key, fingerprintLength)),
    ),
    ...readMakParts(reader),
    ...readDirectoryParts(reader),
  }
}

function readDirectoryParts(
  reader: ClaimReader,
): Pick<ProductState, 'directory' | 'directoryError' | 'onlyChannel'> {
  const directory = reader.optional(24, (key) => readDirectoryEvidence(reader.map(key)))
  const directoryError = reader.optional(25, (key) => readLastError(tuple(reader, key)))
  const onlyChannel = reader.optional(26, (key) => readChannel(reader, key))
  return {
    ...present('directory', directory),
    ...present('directoryError', directoryError),
    ...present('onlyChannel', onlyChannel),
  }
}

function encodeChannel(channel: ActivationChannel | undefined): number | undefined {
  return channel && activationChannels.indexOf(channel)
}

function readMakParts(reader: ClaimReader): Pick<ProductState, 'mak' | 'confirmation'> {
  const mak = reader.optional(22, (key) => readMak(reader.map(key)))
  const confirmation = reader.optional(23, (key) => readConfirmation(tuple(reader, key)))
  return { ...present('mak', mak), ...present('confirmation', confirmation) }
}

function readHosts(reader: ClaimReader): Pick<ProductState, 'pinnedHost' | 'cachedHost' | 'discoveredHost'> {
  const hostAt = (key: number) => reader.optional(key, (present) => readHost(reader, present))
  return {
    ...present('pinnedHost', hostAt(15)),
    ...present('cachedHost', hostAt(16)),
    ...present('discoveredHost', hostAt(21)),
  }
}

function present<const Name extends string, T>(
  name: Name,
  value: T | undefined,
): { readonly [K in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: T }
}

function tuple(reader: ClaimReader, key: number): ClaimReader {
  const items = reader.array(key, reasonsMax)
  return new ClaimReader(new Map(items.map((item, index) => [index, item])))
}

function readStanding(reader: ClaimReader): Standing {
  const state = reader.uint(0)
  const known = standingStates.find((candidate) => candidate === state)
  if (known === undefined) throw malformed('A state that is never kept.')
  return { state: known, sinceMs: reader.uint(1) }
}

function readKey(reader: ClaimReader): InstalledKey {
  return {
    kind: reader.name(0, installedKeyKinds),
    partialProductKey: reader.text(1, partialKeyCharactersMax),
  }
}

function readGrace(reader: ClaimReader) {
  return { startedAtMs: reader.uint(0), extended: reader.boolean(1) }
}

function readIntervals(reader: ClaimReader): Intervals {
  return {
    retryMinutes: reader.positive(0, intervalMinutesMax),
    renewalMinutes: reader.positive(1, intervalMinutesMax),
  }
}

function readEvidence(reader: ClaimReader): Evidence {
  return {
    lease: reader.bytesUpTo(0, answerBytesMax),
    hostCertificate: reader.bytesUpTo(1, hostCertificateBytesMax),
    issuerCertificate: reader.bytesUpTo(2, issuerCertificateBytesMax),
  }
}

function encodeCertificates(certificates: Certificates): CborValue {
  return [certificates.hostCertificate, certificates.issuerCertificate]
}

function readCertificates(reader: ClaimReader): Certificates {
  return {
    hostCertificate: reader.bytesUpTo(0, hostCertificateBytesMax),
    issuerCertificate: reader.bytesUpTo(1, issuerCertificateBytesMax),
  }
}

function encodeHost(host: HostAddress | undefined): string | undefined {
  return host && formatHostAddress(host)
}

function readHost(reader: ClaimReader, key: number): HostAddress {
  return parseHostAddress(reader.text(key, hostAddressCharactersMax))
}

function decodeHardware(value: CborValue): HardwareHash {
  if (!Array.isArray(value)) throw malformed('A hardware fact.')
  const [name, hash] = value as readonly CborValue[]
  if (typeof name !== 'string' || name.length > factNameCharactersMax) throw malformed('A hardware fact.')
  return { name, hash: bytesOf(hash, hardwareHashLength) }
}

function encodeLastError(error: LastError): CborValue {
  const reasons = error.reasons.slice(0, reasonsMax).map(encodeReason)
  return [describeCode(error.code).number, error.atMs, plainText(error.detail), reasons]
}

function encodeReason(reason: Reason): CborValue {
  return [plainText(reason.subject), describeCode(reason.code).number, plainText(reason.detail)]
}

function readLastError(reader: ClaimReader): LastError {
  const detail = reader.text(2, textCharactersMax)
  return {
    code: codeFromNumber(reader.uint(0, codeNumberMax)) ?? 'unexpected',
    atMs: reader.uint(1),
    reasons: reader.array(3, reasonsMax).map(decodeReason),
    ...(detail === '' ? {} : { detail }),
  }
}

function decodeReason(value: CborValue): Reason {
  const items = Array.isArray(value) ? (value as readonly CborValue[]) : []
  const reader = new ClaimReader(new Map(items.map((item, index) => [index, item])))
  const detail = reader.text(2, textCharactersMax)
  return {
    subject: reader.text(0, textCharactersMax),
    code: codeFromNumber(reader.uint(1, codeNumberMax)) ?? 'unexpected',
    ...(detail === '' ? {} : { detail }),
  }
}

/** Text that the decoder accepts: bounded, and without control characters or lone surrogates. */
function plainText(text: string | undefined): string {
  const printable = (text ?? '').replace(/[\p{Cc}\p{Cs}]/gu, ' ')
  return [...printable].slice(0, textCharactersMax / 2).join('')
}

function bytesOf(value: CborValue | undefined, length: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length !== length) throw malformed('Bytes of another length.')
  return value.slice()
}

function malformed(detail: string): AppError {
  return new AppError('document-malformed', detail)
}
