/**
 * Writes vectors/keys: product keys and telephone digits, valid and invalid, each named by what it proves. The same
 * run gives the same bytes for ever; a vector of a released version is never changed.
 * Usage: node tools/vectors/keys.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { base32Symbol, base32Value, checkSymbolsOf, dammCheckDigit, toHex } from '@muster/core/bytes'
import {
  confirmationIdToDigits,
  encodeProductKey,
  installationIdToDigits,
  type ProductKey,
  type ProductKeyContent,
  parseProductKey,
  productKeyHash,
  setupKeyOf,
} from '@muster/core/keys'
import { nodeCryptography } from '@muster/node'

const folder = new URL('../../vectors/keys/', import.meta.url)
const productId = '6f0f2c1e-9b7a-4d0e-8a55-2f6d3c4b5a69'
const count = (length: number, first: number) => Uint8Array.from({ length }, (_, index) => first + index)
const host: ProductKeyContent = { kind: 'host', productGroup: 0x00_a5c3, secret: count(10, 1) }
const hostText = encodeProductKey(host)

mkdirSync(folder, { recursive: true })
write('valid.json', { productKeys: validProductKeys(), setupKeys: setupKeys(), digits: validDigits() })
write('invalid.json', { productKeys: invalidProductKeys(), digits: invalidDigits() })

function write(name: string, content: unknown): void {
  writeFileSync(new URL(name, folder), `${JSON.stringify(content, undefined, 2)}\n`)
}

function validProductKeys() {
  const groups = hostText.split('-')
  const typed: readonly (readonly [string, ProductKeyContent, string])[] = [
    ['host-key', host, hostText],
    ['mak', { ...host, kind: 'mak' }, encodeProductKey({ ...host, kind: 'mak' })],
    ['lowest-numbers', ...canonical({ kind: 'setup', productGroup: 0, secret: new Uint8Array(10) })],
    [
      'highest-numbers',
      ...canonical({ kind: 'mak', productGroup: 0xff_ffff, secret: new Uint8Array(10).fill(255) }),
    ],
    ['lower-case', host, hostText.toLowerCase()],
    ['letter-o-for-zero-and-letters-i-and-l-for-one', host, withConfusableLetters(hostText)],
    ['no-hyphens', host, groups.join('')],
    ['blanks-for-hyphens', host, groups.join(' ')],
    ['en-dashes', host, groups.join('\u2013')],
    ['em-dashes-with-blanks', host, groups.join(' \u2014 ')],
    ['non-breaking-hyphens', host, groups.join('\u2011')],
    ['minus-signs', host, groups.join('\u2212')],
    ['soft-hyphens', host, groups.join('\u00ad')],
    ['no-break-spaces', host, groups.join('\u00a0')],
    ['zero-width-spaces-within', host, Array.from(hostText).join('\u200b')],
    ['wide-characters', host, Array.from(hostText, wide).join('')],
    ['byte-order-mark-and-line-end', host, `\ufeff${hostText}\r\n`],
    ['quotes-around', host, `\u201c${hostText}\u201d`],
    ['one-group-a-line', host, groups.join('\n')],
    ['hyphens-in-odd-places', host, groups.join('').replace(/(.{7})/g, '$1-')],
  ]
  return typed.map(([name, content, text]) => ({
    name,
    typed: text,
    ...described(parseProductKey(encodeProductKey(content))),
  }))
}

function canonical(content: ProductKeyContent): [ProductKeyContent, string] {
  return [content, encodeProductKey(content)]
}

function described(key: ProductKey) {
  return {
    text: key.text,
    kind: key.kind,
    productGroup: key.productGroup,
    secret: toHex(key.secret),
    partial: key.partial,
    hash: toHex(productKeyHash(key, nodeCryptography)),
  }
}

function setupKeys() {
  const productIds = [productId, '00000000-0000-0000-0000-000000000000', productId.toUpperCase()]
  return productIds.map((id) => ({
    productId: id,
    productGroup: 7,
    text: setupKeyOf(id, 7, nodeCryptography).text,
  }))
}

function invalidProductKeys() {
  const groups = hostText.split('-')
  const [first = ''] = groups
  return [
    { name: 'empty', typed: '', code: 'product-key-length' },
    { name: 'one-character-missing', typed: hostText.slice(0, -1), code: 'product-key-length', group: 5 },
    {
      name: 'one-character-too-many-in-group-3',
      typed: insertAt(hostText, 13, '7'),
      code: 'product-key-length',
      group: 3,
    },
    { name: 'one-group-twice', typed: `${first}-${hostText}`, code: 'product-key-length' },
    { name: 'longer-than-anything-typed', typed: '0'.repeat(257), code: 'product-key-length' },
    {
      name: 'letter-u',
      typed: replaceAt(hostText, 8, 'U'),
      code: 'product-key-character',
      group: 2,
      character: 3,
    },
    {
      name: 'punctuation',
      typed: replaceAt(hostText, 24, '!'),
      code: 'product-key-character',
      group: 5,
      character: 1,
    },
    {
      name: 'cyrillic-letter-that-looks-latin',
      typed: replaceAt(hostText, 0, '\u0410'),
      code: 'product-key-character',
      group: 1,
      character: 1,
    },
    ...[0, 1, 2, 3, 4].map((group) => ({
      name: `one-wrong-character-in-group-${group + 1}`,
      typed: wrongAt(hostText, group * 6 + group),
      code: 'product-key-checksum',
      group: group + 1,
    })),
    { name: 'two-wrong-characters', typed: wrongAt(wrongAt(hostText, 3), 20), code: 'product-key-checksum' },
    { name: 'neighbours-swapped', typed: swapAt(hostText, 18), code: 'product-key-checksum' },
    { name: 'all-zeros-have-no-known-version', typed: '0'.repeat(25), code: 'product-key-version' },
    { name: 'unknown-version', typed: withFirstSymbol(hostText, '9'), code: 'product-key-version' },
    { name: 'unknown-kind', typed: withFirstSymbol(hostText, '7'), code: 'product-key-version' },
  ]
}

function validDigits() {
  const installations = [new Uint8Array(22), new Uint8Array(22).fill(255), count(22, 200)]
  const confirmations = [new Uint8Array(48), new Uint8Array(48).fill(255), count(48, 100)]
  return [
    ...installations.map((bytes) => ({
      kind: 'installation-id',
      bytes: toHex(bytes),
      text: installationIdToDigits(bytes),
    })),
    ...confirmations.map((bytes) => ({
      kind: 'confirmation-id',
      bytes: toHex(bytes),
      text: confirmationIdToDigits(bytes),
    })),
  ]
}

function invalidDigits() {
  const samples = [
    ['installation-id', installationIdToDigits(count(22, 200))],
    ['confirmation-id', confirmationIdToDigits(count(48, 100))],
  ] as const
  return samples.flatMap(([kind, text]) => [
    { name: 'a-digit-missing', kind, typed: text.slice(0, -1), code: `${kind}-length` },
    { name: 'a-letter', kind, typed: replaceAt(text, 9, 'O'), code: `${kind}-character`, groups: '2' },
    { name: 'one-wrong-digit', kind, typed: nextDigitAt(text, 17), code: `${kind}-checksum`, groups: '3' },
    {
      name: 'two-wrong-groups',
      kind,
      typed: nextDigitAt(nextDigitAt(text, 0), 32),
      code: `${kind}-checksum`,
      groups: '1, 5',
    },
    {
      name: 'number-too-large',
      kind,
      typed: text.replaceAll(/\d+/g, `999999${dammCheckDigit('999999')}`),
      code: `${kind}-range`,
    },
  ])
}

/** The key with another first symbol and the check symbols that belong to it. */
function withFirstSymbol(text: string, symbol: string): string {
  const characters = symbol + text.replaceAll('-', '').slice(1, 22)
  const data = Array.from(characters, (character) => base32Value(character) ?? 0)
  return characters + checkSymbolsOf(data).map(base32Symbol).join('')
}

function withConfusableLetters(text: string): string {
  let isLetterL = false
  return text.replaceAll('0', 'O').replaceAll('1', () => {
    isLetterL = !isLetterL
    return isLetterL ? 'l' : 'I'
  })
}

function wide(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)
}

function wrongAt(text: string, index: number): string {
  return replaceAt(text, index, text[index] === 'K' ? 'M' : 'K')
}

function nextDigitAt(text: string, index: number): string {
  return replaceAt(text, index, String((Number(text[index]) + 1) % 10))
}

function swapAt(text: string, index: number): string {
  return `${text.slice(0, index)}${text[index + 1]}${text[index]}${text.slice(index + 2)}`
}

function replaceAt(text: string, index: number, character: string): string {
  return text.slice(0, index) + character + text.slice(index + 1)
}

function insertAt(text: string, index: number, character: string): string {
  return text.slice(0, index) + character + text.slice(index)
}
