/** What a machine folder says and takes about the directory: settings that are checked, and the object as evidence. */
import { normaliseDomainName } from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import {
  checkDirectorySetting,
  type DirectorySetting,
  directoryProtections,
  type ProvenObject,
} from '@muster/core/licensing'
import { toBase64 } from './base64.ts'
import type { DirectoryLicenceEvidence } from './client-folder.ts'
import { isoTime } from './client-status.ts'

const optionalFields = ['server', 'caFile', 'account', 'passwordFile', 'keytab', 'base'] as const

/** A setting that holds together. Throws `dns-name-invalid`, `directory-password-unprotected`, `usage`. */
export function checkedSetting(setting: DirectorySetting): DirectorySetting {
  const domain = normaliseDomainName(setting.domain)
  if (domain === '') throw new AppError('dns-name-invalid', 'It is empty.')
  checkDirectorySetting(setting)
  return { ...setting, domain }
}

/** A setting that came as JSON. Throws `usage`. */
export function readSetting(body: Readonly<Record<string, unknown>>): DirectorySetting {
  const { domain } = body
  const protection = directoryProtections.find((known) => known === body.protection)
  if (typeof domain !== 'string' || protection === undefined)
    throw new AppError('usage', 'domain or protection is missing.')
  const given = optionalFields.filter((name) => body[name] !== undefined)
  if (given.some((name) => typeof body[name] !== 'string')) throw new AppError('usage', 'Texts are expected.')
  const fields: Partial<DirectorySetting> = Object.fromEntries(given.map((name) => [name, body[name]]))
  return { domain, protection, ...fields }
}

/** An object that proves an activation to others. */
export function directoryEvidence(
  productLicence: Uint8Array,
  { evidence }: ProvenObject,
): DirectoryLicenceEvidence {
  return {
    productLicence: toBase64(productLicence),
    activationObject: toBase64(evidence.document),
    forestId: evidence.forestId,
    checkedAt: isoTime(evidence.checkedAtMs),
  }
}
