/** Replaces names and addresses by pseudonyms, the same ones throughout a bundle, so that it can still be read. */

/** Properties whose text names a machine, a domain or an address. */
const namingKeys: ReadonlySet<string> = new Set([
  'machineName',
  'hostName',
  'host_name',
  'address',
  'target',
  'domain',
  'domains',
  'name',
  'zone',
  'host',
])
/** Texts shorter than this would take parts of other words with them. */
const nameCharactersMin = 3
/** These may stand for other things than a machine; then only a qualified name counts. */
const vagueKeys: ReadonlySet<string> = new Set(['name', 'host'])
const qualifiedName = /^_?[\w-]+(\.[\w-]+)+\.?$/
/** Words that tell nothing about anybody, and that stand in every text. */
const plainWords =
  /^(_?muster|_tcp|host|client|server|count|folder|activation|example|test|com|net|org|localhost)$/

/** Names that stand in a value, to be given to {@link namesRedactor}. */
export function namesIn(value: unknown): readonly string[] {
  const names = new Set<string>()
  collect(value, undefined, names)
  return [...names]
}

/** Qualified names that stand in quotes in a text, such as a configuration. */
export function namesInText(text: string): readonly string[] {
  return [...text.matchAll(/"([\w-]+(?:\.[\w-]+)+)/g)].map(([, name]) => name ?? '')
}

/**
 * A function that takes these names out of text, and every IP address. A qualified name is also known by its first
 * part and by its domain.
 */
export function namesRedactor(names: readonly string[]): (text: string) => string {
  const parts = names.flatMap((name) => [name, ...partsOf(name)])
  const wanted = [...new Set(parts.map((name) => name.toLowerCase()))]
    .filter((name) => name.length >= nameCharactersMin && !plainWords.test(name) && !/^\d+$/.test(name))
    .sort((left, right) => right.length - left.length)
  const pseudonyms = new Map<string, string>()
  const pseudonymOf = (kind: 'name' | 'address', text: string): string => {
    const key = text.toLowerCase()
    const known = pseudonyms.get(key)
    if (known !== undefined) return known
    const made = `${kind}-${pseudonyms.size + 1}`
    pseudonyms.set(key, made)
    return made
  }
  const patterns: (readonly [RegExp, 'name' | 'address'])[] = [
    [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, 'address'],
    [/(?<![\w:.-])(?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi, 'address'],
  ]
  if (wanted.length > 0)
    patterns.unshift([
      new RegExp(`(?<![\\w-])(?:${wanted.map(escapePattern).join('|')})(?![\\w-])`, 'gi'),
      'name',
    ])
  return (text) =>
    patterns.reduce(
      (left, [pattern, kind]) =>
        left.replaceAll(pattern, (found) => keepLoopback(found, () => pseudonymOf(kind, found))),
      text,
    )
}

function collect(value: unknown, key: string | undefined, names: Set<string>): void {
  if (typeof value === 'string') {
    if (key !== undefined && isNaming(key, value)) names.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, key, names)
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) collect(item, name, names)
  }
}

function isNaming(key: string, value: string): boolean {
  if (!namingKeys.has(key) || value === '') return false
  return !vagueKeys.has(key) || qualifiedName.test(value)
}

function partsOf(name: string): readonly string[] {
  if (!/^[\w-]+(\.[\w-]+)+\.?$/.test(name) || /^[\d.]+$/.test(name)) return []
  const labels = name.replace(/\.$/, '').split('.')
  const isLabel = (label: string) => !label.startsWith('_')
  return [
    ...labels.filter(isLabel).slice(0, 1),
    labels.filter(isLabel).slice(1).join('.'),
    labels.filter(isLabel).join('.'),
  ]
}

/** Addresses that mean the machine itself or all of its own say nothing about anybody. */
function keepLoopback(text: string, replace: () => string): string {
  return /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|localhost)$/.test(text) ? text : replace()
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
