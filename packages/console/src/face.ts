/**
 * A service's console: its pages, the sign-in, and its API behind the guard. The service hands in its routes and
 * mounts what it gets; whatever is not a page, the sign-in or in the table does not exist.
 */
import { AppError } from '@muster/core/errors'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AccessTokens } from './access-tokens.ts'
import { AnswerUnderWay, prefersLater } from './answer-under-way.ts'
import type { ApiCall, ApiRoute } from './api-route.ts'
import type { ConsolePorts, FaceName } from './console-ports.ts'
import { FailureLimiter } from './failure-limiter.ts'
import { type ConsoleEnvironment, type GuardContext, guard } from './guard.ts'
import { apiRoot, openApiDocument } from './openapi.ts'
import { addPages, securityHeaders } from './pages.ts'
import { problemOf, problemResponse } from './problem.ts'
import { bodyBytesMax, check, readJson } from './read-json.ts'
import { addSessionRoutes, sessionRoutes } from './session-routes.ts'
import { Sessions } from './sessions.ts'
import { tokenRoutes } from './token-routes.ts'

/** How a console is made. */
export interface FaceOptions {
  readonly face: FaceName
  /** Title of the API's document. */
  readonly title: string
  readonly routes: readonly ApiRoute[]
  /** Whether the door speaks TLS. */
  readonly isSecure: boolean
}

/** A console, ready to be mounted. */
export interface Face {
  readonly app: Hono<ConsoleEnvironment>
  /** Everything behind the guard. */
  readonly routes: readonly ApiRoute[]
  /** Ends streams that would keep the door open. */
  close(): void
}

/** Makes a console. */
export function createFace(options: FaceOptions, ports: ConsolePorts): Face {
  const { face, title, isSecure } = options
  const context: GuardContext = {
    tokens: new AccessTokens(ports),
    sessions: new Sessions(ports),
    limiter: new FailureLimiter(ports.clock),
    cookieName: `muster_${face}_session`,
  }
  const closing = new AbortController()
  const routes = [...options.routes, ...tokenRoutes(context.tokens)]
  const described = [...routes, ...sessionRoutes]
  const all = [
    ...routes,
    documentRoute(() => openApiDocument(title, [...described, documentRoute(() => ({}))])),
  ]
  const app = new Hono<ConsoleEnvironment>()
  app.use('*', setSecurityHeaders)
  // Only these two have a body that anybody reads; the limiter fails on a DELETE that states no length.
  app.on(
    ['POST', 'PATCH'],
    `${apiRoot}/*`,
    bodyLimit({ maxSize: bodyBytesMax, onError: () => problemResponse('body-too-long') }),
  )
  addSessionRoutes(app, context, ports, { isSecure })
  for (const route of all)
    app.on(route.method, apiRoot + route.path, (c) => answer(c, route, context, ports, closing.signal))
  addPages(app, ports.assets, face)
  app.onError((error) => {
    if (!(error instanceof AppError)) ports.onDefect('console', error)
    return problemOf(error)
  })
  return { app, routes: all, close: () => closing.abort() }
}

async function setSecurityHeaders(c: Context<ConsoleEnvironment>, next: () => Promise<void>): Promise<void> {
  await next()
  for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value)
}

function documentRoute(document: () => unknown): ApiRoute {
  return {
    method: 'GET',
    path: '/openapi.json',
    operation: 'getApiDocument',
    summary: 'This document.',
    role: 'viewer',
    mediaType: 'application/json',
    handle: () => Response.json(document()),
  }
}

async function answer(
  c: Context<ConsoleEnvironment>,
  route: ApiRoute,
  context: GuardContext,
  ports: ConsolePorts,
  closing: AbortSignal,
): Promise<Response> {
  const account = await guard(c, route.role, context)
  const call: ApiCall = {
    account,
    from: c.env.remoteAddress,
    parameters: c.req.param() as Readonly<Record<string, string>>,
    query: route.query === undefined ? undefined : check(route.query, c.req.query()),
    body: route.body === undefined ? undefined : await readJson(c, route.body),
    lastEventId: c.req.header('last-event-id'),
    prefersLater: prefersLater(c.req.header('prefer')),
    signal: closing,
  }
  const result = await handled(call, route, ports)
  if (route.method !== 'GET' || route.isAudited === true) await ports.audit(entryOf(route, call, result))
  if (result instanceof Response) return result
  if (result instanceof AnswerUnderWay) return result.toResponse()
  if (result === undefined) return c.body(null, 204, { 'cache-control': 'no-store' })
  return c.json(result, 200, { 'cache-control': 'no-store' })
}

async function handled(call: ApiCall, route: ApiRoute, { onDefect }: ConsolePorts): Promise<unknown> {
  try {
    return await route.handle(call)
  } catch (error) {
    if (error instanceof AppError) throw error
    onDefect(route.operation, error)
    throw new AppError('unexpected', undefined, { cause: error })
  }
}

function entryOf(route: ApiRoute, call: ApiCall, result: unknown) {
  const { name, role } = call.account
  const detail = route.detail?.(call, result) ?? ''
  return { action: route.operation, who: `${name} (${role})`, from: call.from, detail }
}
