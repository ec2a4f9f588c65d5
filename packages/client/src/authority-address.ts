/** The address of a vendor's authority as somebody names it. */
import { AppError } from '@muster/core/errors'

const authorityCharactersMax = 300

/** The address without a trailing slash. Throws `usage` for anything but plain http(s). */
export function authorityAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === ''
  if (!isPlain || text.length > authorityCharactersMax)
    throw new AppError('usage', 'The address of the authority begins with https:// or http://.')
  return url.href.replace(/\/+$/, '')
}
