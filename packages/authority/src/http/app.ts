/** The HTTP door: the routes of one authority, testable without a socket. */
import { toHex } from '@muster/core/bytes'
import { AppError, codeOf } from '@muster/core/errors'
import { hostActivationRequestBytesMax, objectRequestBytesMax } from '@muster/core/issuing'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { measuredPaths } from '../metrics/meter.ts'
import { reasonsNotReady } from '../metrics/monitoring.ts'
import { activateHost } from '../operations/activate-host.ts'
import { makeObject } from '../operations/make-object.ts'
import { parseProductGroups, signCatalogueOf } from '../operations/sign-catalogue.ts'
import type { AuthorityPorts } from '../ports.ts'
import { activationRoutes } from './activation-routes.ts'
import { createAttemptLimiter } from './attempt-limiter.ts'
import { type Door, document, type HttpEnvironment, type RouteContext, readBody, refuse } from './door.ts'
import { problemResponse } from './problem.ts'
import { createRefusalLog } from './refusal-log.ts'

const catalogueMaxAgeSeconds = 300
const tagCharacters = 32

/** All routes. */
export function createHttpApp(
  ports: AuthorityPorts,
  limits: { readonly failedAttemptsMax: number },
  console?: Hono<HttpEnvironment>,
): Hono<HttpEnvironment> {
  const door: Door = {
    ports,
    attempts: createAttemptLimiter(limits.failedAttemptsMax, ports.clock),
    refusalLog: createRefusalLog(ports.log, ports.clock),
  }
  const app = new Hono<HttpEnvironment>()
  app.use((c, next) => measure(c, next, ports))
  const limit = (maxSize: number) =>
    bodyLimit({ maxSize, onError: (c) => refuse(c as RouteContext, door, 'body-too-long') })
  app.route('/', activationRoutes(door))
  app.post('/v1/hosts', limit(hostActivationRequestBytesMax), (c) => postHost(c, door))
  app.post('/v1/objects', limit(objectRequestBytesMax), (c) => postObject(c, door))
  app.get('/v1/catalogue/:groups', (c) => getCatalogue(c, door))
  app.get('/v1/issuer', (c) => getIssuer(c, door))
  app.get('/healthz', (c) => getHealth(c, door))
  if (console !== undefined) app.route('/', console)
  app.notFound((c) => problemResponse('not-found', c.req.method))
  app.onError((error, c) => fail(c, door, error))
  return app
}

/** What customers ask for is measured; pages, health and what does not exist are not. */
async function measure(
  c: RouteContext,
  next: () => Promise<void>,
  { metrics }: AuthorityPorts,
): Promise<void> {
  const request = Object.entries(measuredPaths).find(([path]) => path === c.req.path)?.[1]
  const ended = request === undefined ? undefined : metrics?.meter.began(request)
  await next()
  ended?.(c.res.ok ? 'answered' : 'refused')
}

async function postHost(c: RouteContext, door: Door): Promise<Response> {
  const address = c.env.remoteAddress
  if (door.attempts.isBlocked(address)) return refuse(c, door, 'too-many-attempts')
  const body = await readBody(c)
  const outcome = await activateHost(body, address, door.ports)
  if (outcome.kind === 'refused') return refuse(c, door, outcome.code, outcome.detail)
  const { keyId, hostName, ordinal } = outcome
  door.ports.log.write('info', 'host-activated', { keyId, hostName, ordinal, address })
  return document(outcome.answer, { 'cache-control': 'no-store' })
}

async function postObject(c: RouteContext, door: Door): Promise<Response> {
  const address = c.env.remoteAddress
  if (door.attempts.isBlocked(address)) return refuse(c, door, 'too-many-attempts')
  const outcome = await makeObject(await readBody(c), address, door.ports)
  if (outcome.kind === 'refused') return refuse(c, door, outcome.code, outcome.detail)
  const { keyId, forestName, objectId, ordinal } = outcome.made
  door.ports.log.write('info', 'object-created', { keyId, forestName, objectId, ordinal, address })
  return document(outcome.answer, { 'cache-control': 'no-store' })
}

async function getCatalogue(c: RouteContext, { ports }: Door): Promise<Response> {
  const groups = parseProductGroups(c.req.param('groups') ?? '')
  const { catalogue, products } = await signCatalogueOf(groups, await ports.issuer(), ports)
  if (products === 0) return problemResponse('product-not-found', 'No product belongs to these groups.')
  const tag = `"${toHex(ports.cryptography.sha256(catalogue)).slice(0, tagCharacters)}"`
  const headers = { etag: tag, 'cache-control': `public, max-age=${catalogueMaxAgeSeconds}` }
  if (c.req.header('if-none-match') === tag) return new Response(null, { status: 304, headers })
  return document(catalogue, headers)
}

async function getIssuer(_c: RouteContext, { ports }: Door): Promise<Response> {
  const { certificate } = await ports.issuer()
  return document(certificate, { 'cache-control': `public, max-age=${catalogueMaxAgeSeconds}` })
}

/** Healthy is who can read the store and sign; else the codes say why not. */
async function getHealth(c: RouteContext, { ports }: Door): Promise<Response> {
  const reasons = await reasonsNotReady(ports)
  const { content } = await ports.issuer()
  const issuerExpires = new Date(content.expiresSeconds * 1_000).toISOString()
  const status = reasons[0] ?? 'ok'
  return c.json({ status, reasons, issuerExpires }, reasons.length > 0 ? 503 : 200)
}

function fail(c: RouteContext, door: Door, error: unknown): Response {
  const code = codeOf(error)
  const response = refuse(c, door, code, error instanceof AppError ? error.detail : undefined)
  if (response.status === 500)
    door.ports.log.write('error', 'request-failed', { code, message: describe(error) })
  return response
}

/** The name of the failure and where it happened, not its message: that might quote what a peer sent. */
function describe(error: unknown): string {
  if (error instanceof AppError) return error.message
  return error instanceof Error ? `${error.name} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : 'unknown'
}
