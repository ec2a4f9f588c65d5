/** Parsers for the values of flags. Each throws `usage` and says what would be right. */
import { AppError } from '@muster/core/errors'

const portMax = 65_535

/** A whole number within bounds, both allowed. */
export function wholeNumber(bounds: {
  readonly min: number
  readonly max: number
}): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (number >= bounds.min && number <= bounds.max) return number
    throw new AppError('usage', `"${text}" is not a whole number from ${bounds.min} to ${bounds.max}.`)
  }
}

/** A TCP port; 0 takes a free one. */
export const port = wholeNumber({ min: 0, max: portMax })

/** A host name or address with an optional port: `name`, `name:port`, `[address]:port`. */
export function endpoint(
  defaultPort: number,
): (text: string) => { readonly name: string; readonly port: number } {
  return (text) => {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/[\]]+))(?::(\d+))?$/.exec(text)
    const name = match?.[1] ?? match?.[2]
    if (name === undefined) throw new AppError('usage', `"${text}" is not a NAME or NAME:PORT.`)
    return {
      name,
      port: match?.[3] === undefined ? defaultPort : wholeNumber({ min: 1, max: portMax })(match[3]),
    }
  }
}

/** An http or https address, without a trailing slash. */
export function httpAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AppError('usage', `"${text}" is not an http or https address.`)
  return text.replace(/\/+$/, '')
}
