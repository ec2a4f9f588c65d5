/** The files of the pages: the only thing beside the sign-in that a stranger gets. Nothing comes from elsewhere. */
import type { Hono } from 'hono'
import type { Asset, Assets, FaceName } from './console-ports.ts'
import type { ConsoleEnvironment } from './guard.ts'

const facePlaceholder = 'data-face="host"'
/** Names of files under this folder change with their content. */
const lastingFolder = '/assets/'
const yearSeconds = 31_536_000

/** What browsers are told with everything that the console sends. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

const notBuilt =
  'The pages of the console are not built. Run "npm run build -w @muster/console" and start the service again.\n'

/** Adds one route for each file, and `/` for the first page. */
export function addPages(app: Hono<ConsoleEnvironment>, assets: Assets, face: FaceName): void {
  const index = assets.get('/index.html')
  if (index === undefined) {
    app.get('/', () => new Response(notBuilt, { status: 503, headers: { 'content-type': 'text/plain' } }))
    return
  }
  const html = new TextDecoder().decode(index.content).replace(facePlaceholder, `data-face="${face}"`)
  app.get('/', () => respond({ ...index, content: new TextEncoder().encode(html) }, 'no-cache'))
  for (const [path, asset] of assets) {
    if (path === '/index.html') continue
    const isLasting = path.startsWith(lastingFolder)
    app.get(path, () => respond(asset, isLasting ? `public, max-age=${yearSeconds}, immutable` : 'no-cache'))
  }
}

function respond({ content, mediaType }: Asset, cacheControl: string): Response {
  const headers = { 'content-type': mediaType, 'cache-control': cacheControl }
  return new Response(new Uint8Array(content), { headers })
}
