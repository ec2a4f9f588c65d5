/**
 * Writes the one encoding of a value (RFC 8949 §4.2.1): shortest heads, definite lengths, map keys in the order of
 * their bytes. The length is found first, so that each value is written once, into bytes of the right size.
 */
import { utf8Length, writeUtf8 } from '../bytes/index.ts'
import { assert } from '../errors/index.ts'
import {
  argumentIn1Byte,
  argumentIn2Bytes,
  argumentIn4Bytes,
  argumentIn8Bytes,
  type CborMap,
  type CborValue,
  falseByte,
  majorTypes,
  trueByte,
} from './cbor-value.ts'

/** How many bytes a value has. Numbers must be whole and safe. */
export function cborLength(value: CborValue): number {
  if (typeof value === 'number') return headLength(value < 0 ? -1 - value : value)
  if (typeof value === 'string') {
    const length = utf8Length(value)
    return headLength(length) + length
  }
  if (typeof value === 'boolean') return 1
  if (value instanceof Uint8Array) return headLength(value.length) + value.length
  return value instanceof Map ? mapLength(value) : arrayLength(value as readonly CborValue[])
}

/** Writes a value at an offset, where there must be room for it; gives the offset behind it. */
export function writeCbor(value: CborValue, bytes: Uint8Array, offset: number): number {
  if (typeof value === 'number') return writeInteger(value, bytes, offset)
  if (typeof value === 'string')
    return writeUtf8(value, bytes, writeHead(majorTypes.text, utf8Length(value), bytes, offset))
  if (typeof value === 'boolean') {
    bytes[offset] = value ? trueByte : falseByte
    return offset + 1
  }
  if (value instanceof Uint8Array) {
    const at = writeHead(majorTypes.bytes, value.length, bytes, offset)
    bytes.set(value, at)
    return at + value.length
  }
  return value instanceof Map
    ? writeMap(value, bytes, offset)
    : writeArray(value as readonly CborValue[], bytes, offset)
}

function arrayLength(items: readonly CborValue[]): number {
  assert(Array.isArray(items), 'documents hold no value of another type')
  let length = headLength(items.length)
  for (const item of items) length += cborLength(item)
  return length
}

function mapLength(map: CborMap): number {
  let length = headLength(map.size)
  for (const [key, value] of map) length += headLength(key < 0 ? -1 - key : key) + cborLength(value)
  return length
}

/** How many bytes the head of a value has: its major type with a length or a number. */
export function headLength(argument: number): number {
  if (argument < argumentIn1Byte) return 1
  if (argument <= 0xff) return 2
  if (argument <= 0xffff) return 3
  return argument <= 0xffff_ffff ? 5 : 9
}

function writeArray(items: readonly CborValue[], bytes: Uint8Array, offset: number): number {
  let at = writeHead(majorTypes.array, items.length, bytes, offset)
  for (const item of items) at = writeCbor(item, bytes, at)
  return at
}

function writeMap(map: CborMap, bytes: Uint8Array, offset: number): number {
  let at = writeHead(majorTypes.map, map.size, bytes, offset)
  const entries = isInOrder(map) ? map : [...map].sort(([left], [right]) => compareKeys(left, right))
  for (const [key, value] of entries) at = writeCbor(value, bytes, writeInteger(key, bytes, at))
  return at
}

function isInOrder(map: CborMap): boolean {
  let last: number | undefined
  for (const key of map.keys()) {
    if (last !== undefined && compareKeys(last, key) > 0) return false
    last = key
  }
  return true
}

/** The order of the encoded bytes: from 0 upwards, then from -1 downwards. */
export function compareKeys(left: number, right: number): number {
  if (left >= 0) return right >= 0 ? left - right : -1
  return right >= 0 ? 1 : right - left
}

function writeInteger(value: number, bytes: Uint8Array, offset: number): number {
  assert(Number.isSafeInteger(value), 'documents hold whole numbers only')
  return value < 0
    ? writeHead(majorTypes.negative, -1 - value, bytes, offset)
    : writeHead(majorTypes.unsigned, value, bytes, offset)
}

/** Writes the head of a value at an offset; gives the offset behind it. */
export function writeHead(majorType: number, argument: number, bytes: Uint8Array, offset: number): number {
  const major = majorType << 5
  if (argument < argumentIn1Byte) {
    bytes[offset] = major | argument
    return offset + 1
  }
  if (argument <= 0xff) {
    bytes[offset] = major | argumentIn1Byte
    bytes[offset + 1] = argument
    return offset + 2
  }
  if (argument <= 0xffff) {
    bytes[offset] = major | argumentIn2Bytes
    bytes[offset + 1] = argument >> 8
    bytes[offset + 2] = argument
    return offset + 3
  }
  if (argument <= 0xffff_ffff) {
    bytes[offset] = major | argumentIn4Bytes
    return writeWord(argument, bytes, offset + 1)
  }
  bytes[offset] = major | argumentIn8Bytes
  return writeWord(argument, bytes, writeWord(Math.floor(argument / 2 ** 32), bytes, offset + 1))
}

/** The lowest 32 bits. */
function writeWord(word: number, bytes: Uint8Array, offset: number): number {
  bytes[offset] = word >>> 24
  bytes[offset + 1] = word >>> 16
  bytes[offset + 2] = word >>> 8
  bytes[offset + 3] = word
  return offset + 4
}
