/** Reads the part of CDDL (RFC 8610) that docs/protocol.md uses: rules, one generic parameter, maps, lists, ranges, controls. */

/** A type of CDDL. */
export type CddlType =
  | { readonly kind: 'name'; readonly name: string; readonly argument: CddlType | undefined }
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  | { readonly kind: 'tag'; readonly tag: number; readonly content: CddlType }
  | { readonly kind: 'list'; readonly items: readonly CddlItem[] }
  | { readonly kind: 'map'; readonly members: readonly CddlMember[] }
  | {
      readonly kind: 'control'
      readonly type: CddlType
      readonly control: string
      readonly argument: CddlType
    }
  | { readonly kind: 'choice'; readonly types: readonly CddlType[] }

/** One entry of a list. */
export interface CddlItem {
  readonly min: number
  readonly max: number
  readonly type: CddlType
}

/** One entry of a map: a key that is given, or any key of a type. */
export interface CddlMember {
  readonly key: number | CddlType
  readonly isOptional: boolean
  readonly type: CddlType
}

/** A rule; `parameter` is the name of its generic parameter. */
export interface CddlRule {
  readonly parameter: string | undefined
  readonly type: CddlType
}

const tokenPattern = /#6\.\d+|=>|\.\.|\.[a-z]+|-?\d+\*\d+|-?\d+|[A-Za-z][\w-]*|[=<>(){}[\],:?*/]/g

/** All rules of a text, by name. */
export function parseCddl(text: string): ReadonlyMap<string, CddlRule> {
  const tokens = text.replace(/;.*$/gm, '').match(tokenPattern) ?? []
  return new CddlReader(tokens).rules()
}

class CddlReader {
  readonly #tokens: readonly string[]
  #position = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  rules(): ReadonlyMap<string, CddlRule> {
    const rules = new Map<string, CddlRule>()
    while (this.#position < this.#tokens.length) {
      const name = this.#next()
      const parameter = this.#take('<') ? this.#next() : undefined
      if (parameter !== undefined) this.#expect('>')
      this.#expect('=')
      if (rules.has(name)) throw new Error(`the rule ${name} stands twice`)
      rules.set(name, { parameter, type: this.#choice() })
    }
    return rules
  }

  #choice(): CddlType {
    const types = [this.#controlled()]
    while (this.#take('/')) types.push(this.#controlled())
    const [only] = types
    return types.length === 1 && only !== undefined ? only : { kind: 'choice', types }
  }

  #controlled(): CddlType {
    const type = this.#single()
    const control = this.#peek()
    if (!/^\.[a-z]+$/.test(control)) return type
    this.#next()
    return { kind: 'control', type, control: control.slice(1), argument: this.#single() }
  }

  #single(): CddlType {
    const token = this.#next()
    if (token.startsWith('#6.')) return this.#tagged(Number(token.slice(3)))
    if (token === '(') return this.#closed(this.#choice(), ')')
    if (token === '[') return { kind: 'list', items: this.#entries(']', () => this.#item()) }
    if (token === '{') return { kind: 'map', members: this.#entries('}', () => this.#member()) }
    if (/^-?\d+$/.test(token)) return this.#rangeFrom(Number(token))
    if (!/^[A-Za-z]/.test(token)) throw new Error(`a type was expected, not ${token}`)
    const argument = this.#take('<') ? this.#closed(this.#choice(), '>') : undefined
    return { kind: 'name', name: token, argument }
  }

  #tagged(tag: number): CddlType {
    this.#expect('(')
    return { kind: 'tag', tag, content: this.#closed(this.#choice(), ')') }
  }

  #rangeFrom(min: number): CddlType {
    return { kind: 'range', min, max: this.#take('..') ? Number(this.#next()) : min }
  }

  #item(): CddlItem {
    const occurrence = /^(\d+)\*(\d+)$/.exec(this.#peek())
    if (occurrence !== null) this.#next()
    const isAny = occurrence === null && this.#take('*')
    const [min, max] = occurrence === null ? [1, 1] : [Number(occurrence[1]), Number(occurrence[2])]
    return isAny ? { min: 0, max: Infinity, type: this.#choice() } : { min, max, type: this.#choice() }
  }

  #member(): CddlMember {
    const isOptional = this.#take('?')
    if (!this.#take('*')) {
      const key = Number(this.#next())
      this.#expect(':')
      return { key, isOptional, type: this.#choice() }
    }
    const key = this.#single()
    this.#expect('=>')
    return { key, isOptional: true, type: this.#choice() }
  }

  #entries<Entry>(end: string, read: () => Entry): readonly Entry[] {
    const entries: Entry[] = []
    while (!this.#take(end)) {
      entries.push(read())
      this.#take(',')
    }
    return entries
  }

  #closed(type: CddlType, end: string): CddlType {
    this.#expect(end)
    return type
  }

  #peek(): string {
    return this.#tokens[this.#position] ?? ''
  }

  #next(): string {
    return this.#tokens[this.#position++] ?? ''
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false
    this.#position++
    return true
  }

  #expect(token: string): void {
    const found = this.#next()
    if (found !== token) throw new Error(`${token} was expected, not ${found}`)
  }
}
