/**
 * Compares output with expected lines. `{uuid}` and the like stand for text that differs from run to run;
 * `{NAME:uuid}` keeps it for later steps as `$NAME`; a line `...` stands for any number of lines.
 */

const placeholders: Readonly<Record<string, string>> = {
  any: '.*?',
  date: '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:Z| UTC)?',
  key: '[0-9A-HJKMNP-TV-Z]{5}(?:-[0-9A-HJKMNP-TV-Z]{5}){4}',
  number: '\\d+(?:\\.\\d+)?',
  partial: '[0-9A-HJKMNP-TV-Z]{5}',
  port: '\\d{1,5}',
  text: '\\S+',
  uuid: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
}

/** What placeholders with a name matched. */
export type Captures = Readonly<Record<string, string>>

/** The captures where `actual` is as expected, else undefined. */
export function matchLines(expected: readonly string[], actual: readonly string[]): Captures | undefined {
  const [first, ...rest] = expected
  if (first === undefined) return actual.length === 0 ? {} : undefined
  if (first === '...') {
    for (let skipped = 0; skipped <= actual.length; skipped++) {
      const captures = matchLines(rest, actual.slice(skipped))
      if (captures !== undefined) return captures
    }
    return undefined
  }
  if (actual.length === 0) return undefined
  const here = matchLine(first, actual[0] ?? '')
  const after = here === undefined ? undefined : matchLines(rest, actual.slice(1))
  return after === undefined ? undefined : { ...here, ...after }
}

/** The captures of one line, or undefined where it does not match. */
export function matchLine(expected: string, actual: string): Captures | undefined {
  const match = new RegExp(`^${patternOf(expected)}$`, 'u').exec(actual)
  return match === null ? undefined : { ...match.groups }
}

function patternOf(expected: string): string {
  return expected
    .split(/(\{(?:[A-Z_]+:)?[a-z]+\})/)
    .map((part) => placeholderPattern(part) ?? part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('')
}

function placeholderPattern(part: string): string | undefined {
  const match = /^\{(?:([A-Z_]+):)?([a-z]+)\}$/.exec(part)
  const pattern = placeholders[match?.[2] ?? '']
  if (pattern === undefined) return undefined
  return match?.[1] === undefined ? pattern : `(?<${match[1]}>${pattern})`
}
