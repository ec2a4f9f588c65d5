/**
 * Who may do what: a session's cookie or a token as bearer, the role of the route, and for a cookie proof that the
 * call comes from our own page (CSRF): a header that a foreign page cannot set, and the browser's word on the origin.
 */
import { AppError } from '@muster/core/errors'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { AccessToken, AccessTokens, Role } from './access-tokens.ts'
import type { Account } from './api-route.ts'
import type { FailureLimiter } from './failure-limiter.ts'
import type { Sessions } from './sessions.ts'

/** What doors hand in beside the request. */
export interface ConsoleEnvironment {
  readonly Bindings: { readonly remoteAddress: string }
}

/** The header that a change with a cookie must carry. */
export const changeHeader = 'x-muster-request'

const bearer = /^bearer +(\S+)$/i
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const ownSites: ReadonlySet<string> = new Set(['same-origin', 'none'])

/** What guarding needs. */
export interface GuardContext {
  readonly tokens: AccessTokens
  readonly sessions: Sessions
  readonly limiter: FailureLimiter
  readonly cookieName: string
}

/** The account that calls. Throws `not-authorised`, `role-insufficient`, `request-foreign`, `too-many-attempts`. */
export async function guard(
  c: Context<ConsoleEnvironment>,
  role: Role,
  context: GuardContext,
): Promise<Account> {
  const account = (await byBearer(c, context)) ?? (await byCookie(c, context))
  if (account === undefined) throw new AppError('not-authorised')
  if (role === 'admin' && account.role !== 'admin') throw new AppError('role-insufficient')
  return account
}

/** The token that somebody presents. Throws `too-many-attempts`; undefined where it is none. */
export async function presentedToken(
  text: string,
  address: string,
  { tokens, limiter }: GuardContext,
): Promise<AccessToken | undefined> {
  if (limiter.isBlocked(address)) throw new AppError('too-many-attempts')
  const token = await tokens.find(text)
  if (token === undefined) limiter.failed(address)
  return token
}

/** Throws `request-foreign` unless a call that changes something comes from our own page. */
export function refuseForeign(c: Context<ConsoleEnvironment>): void {
  if (readingMethods.has(c.req.method)) return
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const isOwnSite = site === undefined || ownSites.has(site)
  const isOwnOrigin = origin === undefined || hostOf(origin) === c.req.header('host')
  if (c.req.header(changeHeader) !== '1' || !isOwnSite || !isOwnOrigin) throw new AppError('request-foreign')
}

async function byBearer(c: Context<ConsoleEnvironment>, context: GuardContext): Promise<Account | undefined> {
  const text = bearer.exec(c.req.header('authorization') ?? '')?.[1]
  if (text === undefined) return undefined
  const token = await presentedToken(text, c.env.remoteAddress, context)
  return token === undefined ? undefined : accountOf(token)
}

async function byCookie(c: Context<ConsoleEnvironment>, context: GuardContext): Promise<Account | undefined> {
  const { sessions, tokens, cookieName } = context
  const session = sessions.find(getCookie(c, cookieName) ?? '')
  if (session === undefined) return undefined
  const token = await tokens.byId(session.tokenId)
  if (token === undefined) return undefined
  refuseForeign(c)
  return accountOf(token)
}

function accountOf({ id, name, role }: AccessToken): Account {
  return { tokenId: id, name, role }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
