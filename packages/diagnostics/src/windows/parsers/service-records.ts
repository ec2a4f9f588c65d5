/**
 * SRV records as `nslookup` (Windows and others), `dig`, `host` and Resolve-DnsName print them, with the addresses that
 * come along. Windows prints one record over several lines; all others on one.
 */
import type { Place, ServiceRecord } from '../facts.ts'
import type { Piece } from '../reading/piece-splitter.ts'
import type { Block, BlockKind, Sink } from '../recognise/block.ts'

const name = '([\\w.-]{1,255})'
const number = '(\\d{1,5})'

/** Forms on one line: owner, priority, weight, port, target. */
const oneLineForms: readonly RegExp[] = [
  new RegExp(
    `^${name}\\s+(?:\\d{1,10}\\s+)?IN\\s+SRV\\s+${number}\\s+${number}\\s+${number}\\s+${name}$`,
    'i',
  ),
  new RegExp(`^${name}\\s+has SRV record\\s+${number}\\s+${number}\\s+${number}\\s+${name}$`, 'i'),
  new RegExp(`^${name}\\s+service = ${number}\\s+${number}\\s+${number}\\s+${name}$`, 'i'),
]
/** `dig +short`: the same without an owner. */
const shortForm = new RegExp(`^()${number}\\s+${number}\\s+${number}\\s+${name}$`)
/** Resolve-DnsName: name, SRV, TTL, section, target, priority, weight, port. */
const tableForm = new RegExp(
  `^${name}\\s+SRV\\s+\\d{1,10}\\s+\\w{1,20}\\s+${name}\\s+${number}\\s+${number}\\s+${number}$`,
  'i',
)
const headForm = new RegExp(`^${name}\\s+SRV\\b.{0,60}:$`, 'i')
const partForm = /^\S.{0,40}?\s*=\s*(\S{1,255})$/
const addressForms: readonly RegExp[] = [
  new RegExp(`^${name}\\s+(?:internet|AAAA IPv6) address = ([\\d.a-f:]{3,45})$`, 'i'),
  new RegExp(`^${name}\\s+(?:\\d{1,10}\\s+)?IN\\s+A{1,4}\\s+([\\d.a-f:]{3,45})$`, 'i'),
  new RegExp(`^${name}\\s+has (?:IPv6 )?address ([\\d.a-f:]{3,45})$`, 'i'),
]
const missingForms: readonly RegExp[] = [
  new RegExp(`can't find ${name}: (?:Non-existent domain|NXDOMAIN)`, 'i'),
  new RegExp(`^Host ${name} not found: 3\\(NXDOMAIN\\)`, 'i'),
]
const digStatus = /^;;.*\bstatus: (NXDOMAIN)\b/
const digQuestion = new RegExp(`^;${name}\\s+IN\\s+SRV$`, 'i')
/** Lines that come along and say nothing about records. */
const companions =
  /^(;|Server\s*:|Address(es)?\s*:|Aliases\s*:|Non-authoritative answer|Name\s+Type\s+TTL|-{3,}|\*\*\*|Authoritative answers)/i
/** A companion that may begin an answer. */
const openers = /^(; <<>> DiG|;; |Non-authoritative answer|Server\s*:\s*\S+\s*$|Name\s+Type\s+TTL\s+Section)/i
const lineCharactersMax = 1_024

/** Answers about SRV records. */
export const serviceRecords: BlockKind = {
  starts: (text) => isDnsLine(text.trim()),
  open: (sink) => new ServiceRecords(sink),
}

function isDnsLine(text: string): boolean {
  if (text.length > lineCharactersMax) return false
  return (
    openers.test(text) ||
    headForm.test(text) ||
    recordOnLine(text) !== undefined ||
    addressForms.some((form) => form.test(text)) ||
    missingForms.some((form) => form.test(text))
  )
}

function recordOnLine(text: string): Omit<ServiceRecord, 'place'> | undefined {
  const table = tableForm.exec(text)
  if (table !== null) {
    const [, owner, target, priority, weight, port] = table
    return makeRecord([owner, priority, weight, port, target])
  }
  for (const form of [...oneLineForms, shortForm]) {
    const match = form.exec(text)
    if (match !== null) return makeRecord(match.slice(1))
  }
  return undefined
}

const portMax = 65_535

function makeRecord(parts: readonly (string | undefined)[]): Omit<ServiceRecord, 'place'> | undefined {
  const [owner = '', priority, weight, port, target = ''] = parts
  const numbers = [priority, weight, port].map(Number)
  if (numbers.some((value) => !Number.isInteger(value) || value > portMax) || target === '') return undefined
  const [priorityValue = 0, weightValue = 0, portValue = 0] = numbers
  return {
    owner: owner === '' ? undefined : hostName(owner),
    target: hostName(target),
    port: portValue,
    priority: priorityValue,
    weight: weightValue,
  }
}

function hostName(text: string): string {
  return text.replace(/\.$/, '').toLowerCase()
}

class ServiceRecords implements Block {
  readonly isInside = false
  readonly #sink: Sink
  #head: { readonly owner: string; readonly place: Place; readonly values: string[] } | undefined
  #missing: Place | undefined

  constructor(sink: Sink) {
    this.#sink = sink
  }

  take({ text, line }: Piece): boolean {
    const plain = text.trim()
    if (plain === '') return true
    if (plain.length > lineCharactersMax) return false
    const place = this.#sink.place(line)
    return this.#takeRecord(plain, place) || this.#takeName(plain, place) || companions.test(plain)
  }

  end(): void {
    if (this.#head !== undefined)
      this.#sink.gap(this.#head.place.line, 'The record ends in its middle.', this.#head.owner)
    this.#head = undefined
  }

  #takeRecord(text: string, place: Place): boolean {
    const record = recordOnLine(text)
    if (record !== undefined) {
      this.#sink.serviceRecord({ place, ...record })
      return true
    }
    const owner = headForm.exec(text)?.[1]
    if (owner !== undefined) {
      this.end()
      this.#head = { owner, place, values: [] }
      return true
    }
    return this.#takePart(text)
  }

  /** `priority = 0`, `weight = 0`, `port = 1688`, `svr hostname = …`, in this order whatever the words. */
  #takePart(text: string): boolean {
    const value = partForm.exec(text)?.[1]
    if (this.#head === undefined || value === undefined) return false
    this.#head.values.push(value)
    const { owner, place, values } = this.#head
    if (values.length < 4) return true
    this.#head = undefined
    const record = makeRecord([owner, ...values])
    if (record === undefined) this.#sink.gap(place.line, 'The record is damaged.', text)
    else this.#sink.serviceRecord({ place, ...record })
    return true
  }

  #takeName(text: string, place: Place): boolean {
    for (const form of addressForms) {
      const match = form.exec(text)
      if (match === null) continue
      this.#sink.name({ place, name: hostName(match[1] ?? ''), address: match[2] })
      return true
    }
    if (digStatus.test(text)) this.#missing = place
    const asked = digQuestion.exec(text)?.[1]
    if (this.#missing !== undefined && asked !== undefined) {
      this.#sink.name({ place: this.#missing, name: hostName(asked), address: undefined })
      this.#missing = undefined
      return true
    }
    const absent = missingForms.map((form) => form.exec(text)?.[1]).find((found) => found !== undefined)
    if (absent === undefined) return false
    this.#sink.name({ place, name: hostName(absent), address: undefined })
    return true
  }
}
