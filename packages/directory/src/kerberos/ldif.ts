/** LDIF (RFC 2849) as far as the system's programs for LDAP write and read it: entries in, changes out. */
import { AppError } from '@muster/core/errors'
import type { DirectoryAttributes, DirectoryEntry } from '../session.ts'

const linePattern = /^([A-Za-z][A-Za-z0-9.;-]*):(:?) ?(.*)$/

/** The entries of an unfolded LDIF text. Throws `directory-answer-malformed`, `directory-answer-too-large`. */
export function parseEntries(ldif: string, entriesMax: number): readonly DirectoryEntry[] {
  const entries: DirectoryEntry[] = []
  for (const block of ldif.split(/\n{2,}/)) {
    const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    if (lines.length === 0) continue
    if (entries.length === entriesMax) throw new AppError('directory-answer-too-large')
    entries.push(parseEntry(lines))
  }
  return entries
}

/** A change that makes an entry. */
export function addChange(dn: string, attributes: DirectoryAttributes): string {
  return `${nameLine(dn)}changetype: add\n${attributeLines(attributes)}\n`
}

/** A change that replaces values. */
export function replaceChange(dn: string, attributes: DirectoryAttributes): string {
  const parts = Object.entries(attributes).map(
    ([name, values]) => `replace: ${name}\n${attributeLines({ [name]: values })}-\n`,
  )
  return `${nameLine(dn)}changetype: modify\n${parts.join('')}\n`
}

/** A change that takes an entry away. */
export function removeChange(dn: string): string {
  return `${nameLine(dn)}changetype: delete\n\n`
}

function parseEntry([first = '', ...rest]: readonly string[]): DirectoryEntry {
  const name = parseLine(first)
  if (name.attribute !== 'dn') throw new AppError('directory-answer-malformed')
  const values = new Map<string, readonly Uint8Array[]>()
  for (const { attribute, value } of rest.map(parseLine))
    values.set(attribute, [...(values.get(attribute) ?? []), value])
  return { dn: new TextDecoder().decode(name.value), values }
}

function parseLine(line: string): { readonly attribute: string; readonly value: Uint8Array } {
  const [, attribute, isEncoded, value = ''] = linePattern.exec(line) ?? []
  if (attribute === undefined) throw new AppError('directory-answer-malformed')
  const bytes = isEncoded === ':' ? Buffer.from(value, 'base64') : Buffer.from(value, 'utf8')
  return { attribute: attribute.toLowerCase(), value: new Uint8Array(bytes) }
}

/** Every value is encoded, so that none can end its line. */
function attributeLines(attributes: DirectoryAttributes): string {
  return Object.entries(attributes)
    .flatMap(([name, values]) =>
      values.map((value) => `${name}:: ${Buffer.from(value).toString('base64')}\n`),
    )
    .join('')
}

function nameLine(dn: string): string {
  return `dn:: ${Buffer.from(dn).toString('base64')}\n`
}
