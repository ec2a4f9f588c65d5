/** Vectors as JSON files: one case a file, named by what it proves; bytes are hexadecimal. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { toHex } from '@muster/core/bytes'

const lineWidth = 110

/** One case: `name` is the file's name, the rest its content. */
export interface VectorCase {
  readonly name: string
}

/** The text of each file, by its path below `vectors/`. */
export function vectorTexts<Case extends VectorCase>(
  folder: string,
  cases: readonly Case[],
): ReadonlyMap<string, string> {
  return new Map(cases.map(({ name, ...content }) => [`${folder}/${name}.json`, toVectorText(content)]))
}

/** The same of the files that are there. */
export function readVectorTexts(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(vectorUrl(folder)).sort()
  return new Map(
    names.map((name) => [`${folder}/${name}`, readFileSync(vectorUrl(`${folder}/${name}`), 'utf8')]),
  )
}

/** Replaces the files of a folder. */
export function writeVectors(folder: string, cases: readonly VectorCase[]): void {
  rmSync(vectorUrl(folder), { recursive: true, force: true })
  mkdirSync(vectorUrl(folder), { recursive: true })
  for (const [path, text] of vectorTexts(folder, cases)) writeFileSync(vectorUrl(path), text)
}

/** A value as JSON holds it: bytes as hexadecimal text. */
export function toPlain(value: unknown): unknown {
  return JSON.parse(toVectorText(value))
}

function vectorUrl(path: string): URL {
  return new URL(`../../vectors/${path}`, import.meta.url)
}

function toVectorText(value: unknown): string {
  const withoutBytes = (_key: string, item: unknown) => (item instanceof Uint8Array ? toHex(item) : item)
  return `${withShortLists(JSON.stringify(value, withoutBytes, 2))}\n`
}

/**
 * Lists of numbers and texts that fit stand on one line, longer ones of numbers fill their lines, as the formatter
 * of this repository wants them.
 */
function withShortLists(text: string): string {
  return text.replace(
    /^(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm,
    (whole, start: string, items: string, comma: string) => {
      const line = `${start}[${items.trim().replace(/,\n */g, ', ')}]${comma}`
      if (line.length <= lineWidth) return line
      return /^[-\d\s,]*$/.test(items) ? filledLines(whole, items) : whole
    },
  )
}

function filledLines(whole: string, items: string): string {
  const lines = whole.split('\n')
  const indent = ' '.repeat(items.search(/\S/))
  const filled: string[] = []
  for (const item of items.trim().split(/\s+/)) {
    const last = filled.at(-1)
    if (last !== undefined && `${last} ${item}`.length <= lineWidth)
      filled[filled.length - 1] = `${last} ${item}`
    else filled.push(indent + item)
  }
  return [lines[0], ...filled, lines.at(-1)].join('\n')
}
