/** Signing in with a token, asking who is signed in, signing out. */
import { AppError } from '@muster/core/errors'
import type { Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as v from 'valibot'
import { type AccessToken, roles } from './access-tokens.ts'
import type { Account, ApiRoute } from './api-route.ts'
import type { ConsolePorts } from './console-ports.ts'
import { type ConsoleEnvironment, type GuardContext, guard, presentedToken, refuseForeign } from './guard.ts'
import { apiRoot } from './openapi.ts'
import { readJson } from './read-json.ts'

const tokenCharactersMax = 200
const signInSchema = v.object({ token: v.pipe(v.string(), v.maxLength(tokenCharactersMax)) })
const sessionSchema = v.object({ name: v.string(), role: v.picklist(roles) })
const path = '/session'

/** The routes as the OpenAPI document shows them; they stand outside the guard's table, since the first opens the door. */
export const sessionRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path,
    operation: 'signIn',
    summary: 'Begin a session with a token.',
    role: 'viewer',
    body: signInSchema,
    result: sessionSchema,
    handle: unreachable,
  },
  {
    method: 'GET',
    path,
    operation: 'getSession',
    summary: 'Who is signed in.',
    role: 'viewer',
    result: sessionSchema,
    handle: unreachable,
  },
  {
    method: 'DELETE',
    path,
    operation: 'signOut',
    summary: 'End the session.',
    role: 'viewer',
    handle: unreachable,
  },
]

/** How cookies are set. */
export interface CookieOptions {
  /** Whether the door speaks TLS. */
  readonly isSecure: boolean
}

/** Adds the three routes. */
export function addSessionRoutes(
  app: Hono<ConsoleEnvironment>,
  context: GuardContext,
  ports: ConsolePorts,
  { isSecure }: CookieOptions,
): void {
  const { cookieName, sessions } = context
  const cookie = { path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure } as const
  app.post(apiRoot + path, async (c) => {
    refuseForeign(c)
    const { token: text } = await readJson(c, signInSchema)
    const token = await signIn(c, text, context, ports)
    setCookie(c, cookieName, sessions.begin(token.id), cookie)
    return c.json({ name: token.name, role: token.role })
  })
  app.get(apiRoot + path, async (c) => {
    const { name, role } = await guard(c, 'viewer', context)
    return c.json({ name, role })
  })
  app.delete(apiRoot + path, async (c) => {
    const account = await guard(c, 'viewer', context)
    sessions.end(getCookie(c, cookieName) ?? '')
    deleteCookie(c, cookieName, cookie)
    await ports.audit(entryOf('signOut', account, c.env.remoteAddress))
    return c.body(null, 204)
  })
}

async function signIn(
  c: Context<ConsoleEnvironment>,
  text: string,
  context: GuardContext,
  { audit }: ConsolePorts,
): Promise<AccessToken> {
  const from = c.env.remoteAddress
  const token = await presentedToken(text, from, context)
  if (token === undefined) throw new AppError('not-authorised')
  await audit(entryOf('signIn', token, from))
  return token
}

function entryOf(action: string, { name, role }: Pick<Account, 'name' | 'role'>, from: string) {
  return { action, who: `${name} (${role})`, from, detail: '' }
}

function unreachable(): never {
  throw new AppError('unexpected', 'Sessions are not called through the table.')
}
