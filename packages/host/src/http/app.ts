/** The HTTP door: the routes of one host, testable without a socket. */
import { Hono } from 'hono'
import type { LimitedLog } from '../log/limited-log.ts'
import type { PacketHandler } from '../packet-handler.ts'
import { activationRoute } from './activation-route.ts'
import type { HttpEnvironment } from './http-environment.ts'
import { problem } from './problem.ts'

const failureStatusMin = 400
const loggedPathCharactersMax = 100

/** What the routes need. */
export interface HttpAppContext {
  readonly handle: PacketHandler
  readonly isStopping: () => boolean
  readonly log: LimitedLog
  /** The console and its API; absent: none is served. */
  readonly console?: Hono<HttpEnvironment>
}

/** All routes. */
export function createHttpApp(context: HttpAppContext): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>()
  app.use(async (c, next) => {
    await next()
    if (c.res.status < failureStatusMin) return
    const path = c.req.path.slice(0, loggedPathCharactersMax)
    context.log.warn('http-refused', String(c.res.status), { address: c.env.remoteAddress, path })
  })
  app.route('/', activationRoute(context.handle))
  app.get('/healthz', (c) =>
    context.isStopping() ? c.json({ status: 'stopping' }, 503) : c.json({ status: 'ok' }),
  )
  if (context.console !== undefined) app.route('/', context.console)
  app.notFound((c) => problem(c, 404, 'not-found'))
  app.onError((_error, c) => problem(c, 500, 'unexpected'))
  return app
}
