/** Key files in BIND's format, as tsig-keygen writes them. */
import { AppError } from '../errors/index.ts'
import { normaliseDomainName } from './domain-name.ts'
import { type TsigAlgorithm, type TsigKey, tsigAlgorithms } from './transaction-signature.ts'

const keyFileCharactersMax = 4_096
const keyPattern = /^\s*key\s+"?([^\s"{;]+)"?\s*\{([^{}]*)\}\s*;?\s*$/
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Reads `key "NAME" { algorithm …; secret "…"; };`. Throws `dns-key-file`; the secret is never in the message. */
export function parseKeyFile(text: string): TsigKey {
  if (text.length > keyFileCharactersMax) throw new AppError('dns-key-file', 'It is too long.')
  const match = keyPattern.exec(withoutComments(text))
  if (match === null) throw new AppError('dns-key-file', 'It does not hold exactly one key statement.')
  const [, name = '', body = ''] = match
  const secret = decodeBase64(/\bsecret\s+"?([A-Za-z0-9+/=]+)"?\s*;/.exec(body)?.[1] ?? '')
  if (secret === undefined || secret.length === 0)
    throw new AppError('dns-key-file', 'The secret is not base64.')
  return { name: normaliseKeyName(name), algorithm: readAlgorithm(body), secret }
}

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(?:#|\/\/)[^\n]*/g, (comment) => (comment.includes('"') ? comment : ' '))
}

function normaliseKeyName(name: string): string {
  try {
    return normaliseDomainName(name)
  } catch (cause) {
    throw new AppError('dns-key-file', 'The name of the key is no domain name.', { cause })
  }
}

function readAlgorithm(body: string): TsigAlgorithm {
  const named = (/\balgorithm\s+"?([A-Za-z0-9-]+)\.?"?\s*;/.exec(body)?.[1] ?? '').toLowerCase()
  const algorithm = tsigAlgorithms.find((candidate) => candidate === named)
  if (algorithm === undefined)
    throw new AppError('dns-key-file', `Supported are ${tsigAlgorithms.join(', ')}.`)
  return algorithm
}

/** Strict base64 (RFC 4648 §4); undefined for anything else. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const bytes: number[] = []
  let bits = 0
  let bitCount = 0
  for (const character of text.replace(/=+$/, '')) {
    bits = ((bits << 6) | base64Alphabet.indexOf(character)) & 0xffff
    bitCount += 6
    if (bitCount < 8) continue
    bitCount -= 8
    bytes.push((bits >> bitCount) & 0xff)
  }
  return Uint8Array.from(bytes)
}
