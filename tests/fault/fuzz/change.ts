/** Changes that make input wrong in ways that parsers mistake: at random places, and where the structure says so. */
import { type CborValue, decodeCbor, encodeCbor } from '@muster/core/documents'
import type { SeededRandom } from '@muster/lab'

const changesMax = 4
const nestedBytesMax = 100_000
const interestingBytes = [
  0x00, 0x01, 0x17, 0x18, 0x1b, 0x5f, 0x7f, 0x80, 0x9f, 0xbf, 0xc0, 0xd2, 0xf6, 0xfb, 0xff,
]
const interestingNumbers = [0, -1, 1, 23, 24, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 53 - 1]
const interestingTexts = [
  '',
  '\0',
  '=',
  '[[',
  ']',
  '"',
  "'''",
  '\\u0000',
  '9'.repeat(40),
  '-',
  '–',
  'ſ',
  '😀',
  '\r\n',
  '# ',
  '.',
]

/** A few changes at random places. */
export function changeBytes(bytes: Uint8Array, other: Uint8Array, random: SeededRandom): Uint8Array {
  let changed = bytes
  for (let count = random.between(1, changesMax); count > 0; count--)
    changed = changeOnce(changed, other, random)
  return changed
}

/** One value inside the CBOR is another, missing or double; undefined where the bytes are no CBOR array or map. */
export function changeStructure(bytes: Uint8Array, random: SeededRandom): Uint8Array | undefined {
  try {
    const isTagged = bytes[0] === 0xd2
    const decoded = decodeCbor(isTagged ? bytes.subarray(1) : bytes, nestedBytesMax)
    const encoded = encodeCbor(changeValue(decoded, random) as CborValue)
    return isTagged ? Uint8Array.of(0xd2, ...encoded) : encoded
  } catch {
    return undefined
  }
}

/** A few changes of a text. */
export function changeText(text: string, other: string, random: SeededRandom): string {
  let changed = text
  for (let count = random.between(1, changesMax); count > 0; count--) {
    const at = random.between(0, changed.length)
    const to = Math.min(changed.length, at + random.between(0, 6))
    const inserted = random.pick([
      '',
      random.pick(interestingTexts),
      other.slice(random.between(0, other.length)).slice(0, random.between(0, 30)),
      String.fromCodePoint(random.between(0, 0x3ff)),
    ])
    changed = changed.slice(0, at) + inserted + changed.slice(to)
  }
  return changed
}

function changeOnce(bytes: Uint8Array, other: Uint8Array, random: SeededRandom): Uint8Array {
  const at = random.between(0, Math.max(0, bytes.length - 1))
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1))]
  switch (random.between(0, 5)) {
    case 0:
      return Uint8Array.of(...before, (bytes[at] ?? 0) ^ (1 << random.between(0, 7)), ...after)
    case 1:
      return Uint8Array.of(...before, random.pick(interestingBytes), ...after)
    case 2:
      return before.slice()
    case 3:
      return Uint8Array.of(
        ...before,
        ...bytes.subarray(at, at + random.between(1, 16)),
        ...bytes.subarray(at),
      )
    case 4:
      return Uint8Array.of(...before, ...other.subarray(random.between(0, other.length)))
    case 5:
      return Uint8Array.of(...before, ...after)
  }
  return bytes
}

/** Walks down at random and changes what is there; what is nested in bytes is changed as CBOR too. */
function changeValue(value: unknown, random: SeededRandom): unknown {
  if (random.chance(0.1)) return freshValue(random)
  if (value instanceof Uint8Array)
    return random.chance(0.7)
      ? (changeStructure(value, random) ?? random.bytes(random.between(0, 40)))
      : random.bytes(random.between(0, 40))
  if (Array.isArray(value)) return changeList(value, random)
  if (value instanceof Map) return new Map(changeEntries([...value], random))
  return freshValue(random)
}

function changeList(list: readonly unknown[], random: SeededRandom): readonly unknown[] {
  if (list.length === 0) return [freshValue(random)]
  const at = random.between(0, list.length - 1)
  if (random.chance(0.1)) return list.toSpliced(at, 1)
  if (random.chance(0.1)) return list.toSpliced(at, 0, list[at])
  return list.with(at, changeValue(list[at], random))
}

function changeEntries(
  entries: readonly (readonly [unknown, unknown])[],
  random: SeededRandom,
): readonly (readonly [unknown, unknown])[] {
  const at = random.between(0, Math.max(0, entries.length - 1))
  const entry = entries[at]
  if (entry === undefined || random.chance(0.15))
    return [...entries, [freshValue(random), freshValue(random)]]
  if (random.chance(0.15)) return entries.toSpliced(at, 1)
  return entries.with(at, [entry[0], changeValue(entry[1], random)])
}

function freshValue(random: SeededRandom): unknown {
  return random.pick([
    random.pick(interestingNumbers),
    random.pick(interestingTexts),
    random.bytes(random.between(0, 70)),
    true,
    null,
    [],
    new Map(),
    [[[[random.pick(interestingNumbers)]]]],
  ])
}
