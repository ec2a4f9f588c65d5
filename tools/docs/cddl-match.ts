/** Whether a CBOR value, as cbor2 decodes it, is what a rule of CDDL says. */
import { decode, Tag } from 'cbor2'
import type { CddlItem, CddlMember, CddlRule, CddlType } from './cddl-grammar.ts'

type Rules = ReadonlyMap<string, CddlRule>

/** Why bytes are not what a rule says, or undefined where they are. */
export function cddlMismatch(rules: Rules, ruleName: string, bytes: Uint8Array): string | undefined {
  return mismatch(rules, { kind: 'name', name: ruleName, argument: undefined }, decodeValue(bytes))
}

function decodeValue(bytes: Uint8Array): unknown {
  return decode(bytes, { preferMap: true })
}

function mismatch(rules: Rules, type: CddlType, value: unknown): string | undefined {
  switch (type.kind) {
    case 'name':
      return namedMismatch(rules, type.name, type.argument, value)
    case 'range':
      return isInteger(value) && value >= type.min && value <= type.max
        ? undefined
        : `${type.min}..${type.max}`
    case 'tag':
      return value instanceof Tag && value.tag === type.tag
        ? mismatch(rules, type.content, value.contents)
        : `tag ${type.tag}`
    case 'list':
      return Array.isArray(value) ? listMismatch(rules, type.items, value) : 'list'
    case 'map':
      return value instanceof Map ? mapMismatch(rules, type.members, value) : 'map'
    case 'control':
      return mismatch(rules, type.type, value) ?? controlMismatch(rules, type.control, type.argument, value)
    case 'choice':
      return choiceMismatch(rules, type.types, value)
  }
}

function namedMismatch(rules: Rules, name: string, argument: CddlType | undefined, value: unknown) {
  const isPrelude = prelude[name]
  if (isPrelude !== undefined) return isPrelude(value) ? undefined : name
  const rule = rules.get(name)
  if (rule === undefined) throw new Error(`there is no rule ${name}`)
  const inner =
    rule.parameter === undefined || argument === undefined
      ? rules
      : new Map([...rules, [rule.parameter, { parameter: undefined, type: argument }]])
  const reason = mismatch(inner, rule.type, value)
  return reason === undefined ? undefined : `${name}: ${reason}`
}

const prelude: Readonly<Record<string, (value: unknown) => boolean>> = {
  uint: (value) => isInteger(value) && value >= 0,
  int: isInteger,
  bool: (value) => typeof value === 'boolean',
  tstr: (value) => typeof value === 'string',
  bstr: (value) => value instanceof Uint8Array,
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

function listMismatch(
  rules: Rules,
  items: readonly CddlItem[],
  values: readonly unknown[],
): string | undefined {
  let position = 0
  for (const { min, max, type } of items) {
    let count = 0
    while (count < max && position < values.length && mismatch(rules, type, values[position]) === undefined) {
      position++
      count++
    }
    if (count < min) return `[${position}] ${mismatch(rules, type, values[position]) ?? 'too few'}`
  }
  return position === values.length ? undefined : `[${position}] is too much`
}

function mapMismatch(
  rules: Rules,
  members: readonly CddlMember[],
  values: ReadonlyMap<unknown, unknown>,
): string | undefined {
  const given = new Map(
    members.filter(({ key }) => typeof key === 'number').map((member) => [member.key, member]),
  )
  for (const { key, isOptional } of given.values())
    if (!isOptional && !values.has(key)) return `${key} is missing`
  for (const [key, value] of values) {
    const member = given.get(key as number) ?? members.find((other) => isKeyOf(rules, other, key))
    if (member === undefined) return `${String(key)} is too much`
    const reason = mismatch(rules, member.type, value)
    if (reason !== undefined) return `${String(key)} ${reason}`
  }
  return undefined
}

function isKeyOf(rules: Rules, member: CddlMember, key: unknown): boolean {
  return typeof member.key !== 'number' && mismatch(rules, member.key, key) === undefined
}

function controlMismatch(
  rules: Rules,
  control: string,
  argument: CddlType,
  value: unknown,
): string | undefined {
  if (control === 'cbor' && value instanceof Uint8Array) return mismatch(rules, argument, decodeValue(value))
  if (control === 'size') return mismatch(rules, argument, sizeOf(value))
  throw new Error(`.${control} is not known`)
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : (value as Uint8Array).length
}

function choiceMismatch(rules: Rules, types: readonly CddlType[], value: unknown): string | undefined {
  const reasons = types.map((type) => mismatch(rules, type, value))
  return reasons.includes(undefined) ? undefined : reasons.join(', or ')
}
