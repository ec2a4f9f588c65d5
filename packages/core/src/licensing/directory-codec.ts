/** What directory-based activation leaves in the kept state, as parts of its encoding. */
import {
  activationChannels,
  activationObjectBytesMax,
  type CborMap,
  type ClaimReader,
  claimMap,
  uuidClaim,
} from '../documents/index.ts'
import type { DirectoryEvidence } from './directory-evidence.ts'
import { type DirectorySetting, directoryProtections } from './directory-setting.ts'

/** Longest distinguished name that is kept. */
export const dnCharactersMax = 1_000
/** Longest common name of an entry, and longest domain, that is kept. */
export const objectNameCharactersMax = 255
const pathCharactersMax = 1_000

/** An object with the place where it was seen. */
export function encodeDirectoryEvidence(evidence: DirectoryEvidence): CborMap {
  return claimMap([
    [1, evidence.document],
    [2, evidence.dn],
    [3, evidence.name],
    [4, uuidClaim(evidence.forestId)],
    [5, evidence.domain],
    [6, evidence.checkedAtMs],
  ])
}

/** Reads one that nobody verified yet. Throws `document-malformed`. */
export function readDirectoryEvidence(reader: ClaimReader): DirectoryEvidence {
  return {
    document: reader.bytesUpTo(1, activationObjectBytesMax),
    dn: reader.text(2, dnCharactersMax),
    name: reader.text(3, objectNameCharactersMax),
    forestId: reader.uuid(4),
    domain: reader.text(5, objectNameCharactersMax),
    checkedAtMs: reader.uint(6),
  }
}

/** How the directory is reached. */
export function encodeDirectorySetting(setting: DirectorySetting): CborMap {
  return claimMap([
    [1, setting.domain],
    [2, setting.server],
    [3, directoryProtections.indexOf(setting.protection)],
    [4, setting.caFile],
    [5, setting.account],
    [6, setting.passwordFile],
    [7, setting.keytab],
    [8, setting.base],
  ])
}

/** Reads it. Throws `document-malformed`. */
export function readDirectorySetting(reader: ClaimReader): DirectorySetting {
  const path = (key: number) => reader.optional(key, (present) => reader.text(present, pathCharactersMax))
  const fields = {
    server: path(2),
    caFile: path(4),
    account: path(5),
    passwordFile: path(6),
    keytab: path(7),
    base: path(8),
  }
  const present = Object.entries(fields).filter(([, value]) => value !== undefined)
  return {
    domain: reader.text(1, objectNameCharactersMax),
    protection: reader.name(3, directoryProtections),
    ...(Object.fromEntries(present) as Partial<DirectorySetting>),
  }
}

/** The only channel that is to be used. Throws `document-malformed`. */
export function readChannel(reader: ClaimReader, key: number) {
  return reader.name(key, activationChannels)
}
