/** A support bundle: what helps to find a fault, without keys and tokens, and on request without names. */
import { namesIn, namesInText, namesRedactor } from './redact-names.ts'
import { redactSecrets } from './redact-secrets.ts'
import type { BundleFile } from './tar.ts'

/** One part of a bundle before anything is taken out: a value that becomes JSON, or text. */
export type BundlePart =
  | { readonly name: string; readonly about: string; readonly value: unknown }
  | { readonly name: string; readonly about: string; readonly text: string }

/** What is taken out beside what looks like a secret. */
export interface BundleOptions {
  /** Replaces names and addresses by pseudonyms. */
  readonly redactNames: boolean
  /** Names that stand in text only, such as this machine's own. */
  readonly names?: readonly string[]
  /** Bytes that must not be in the bundle in any form, such as private keys; parts with them are left out. */
  readonly secrets?: readonly Uint8Array[]
}

/** A file of the bundle with what it is about. */
export interface ListedFile extends BundleFile {
  readonly about: string
}

const encoder = new TextEncoder()
/** Shorter secrets would be found everywhere. */
const secretBytesMin = 8

/** The files of a bundle, the list of them first. */
export function makeBundle(parts: readonly BundlePart[], options: BundleOptions): readonly ListedFile[] {
  const names = [
    ...(options.names ?? []),
    ...parts.flatMap((part) => ('value' in part ? namesIn(part.value) : namesInText(part.text))),
  ]
  const redactNames = options.redactNames ? namesRedactor(names) : (text: string) => text
  const forms = (options.secrets ?? []).filter(({ length }) => length >= secretBytesMin).flatMap(formsOf)
  const files = parts.map(({ name, about, ...part }): ListedFile => {
    const text = 'text' in part ? part.text : jsonText(part.value)
    const hasSecret = forms.some((form) => text.toLowerCase().includes(form))
    const content = hasSecret ? '(left out: it holds a secret)\n' : redactNames(redactSecrets(text))
    return { name, about, content: encoder.encode(content) }
  })
  const list = listText(files, options)
  return [{ name: 'contents.txt', about: 'this list', content: encoder.encode(list) }, ...files]
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

/** A secret as text would hold it, in lower case. */
function formsOf(secret: Uint8Array): readonly string[] {
  const hex = Array.from(secret, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const base64 = btoa(String.fromCharCode(...secret)).replace(/=+$/, '')
  const base64url = base64.replaceAll('+', '-').replaceAll('/', '_')
  const text = new TextDecoder().decode(secret).trim()
  return [
    hex,
    base64.toLowerCase(),
    base64url.toLowerCase(),
    ...(text.length < secretBytesMin ? [] : [text.toLowerCase()]),
  ]
}

function listText(files: readonly ListedFile[], { redactNames }: BundleOptions): string {
  const lines = files.map(({ name, about, content }) => `${name} (${content.length} bytes): ${about}\n`)
  const names = redactNames
    ? 'Names and addresses are replaced by pseudonyms.'
    : 'Names and addresses are as they are; --redact-names replaces them.'
  return `${lines.join('')}\nProduct keys, tokens, passwords and private keys are taken out. ${names}\n`
}
