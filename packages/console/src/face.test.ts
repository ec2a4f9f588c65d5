import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { AnswerUnderWay } from './answer-under-way.ts'
import { type ApiRoute, route } from './api-route.ts'
import { change, codeOfResponse, FaceUnderTest } from './face.fixtures.ts'
import { failuresMax, failureWindowMs } from './failure-limiter.ts'
import { bodyBytesMax } from './read-json.ts'
import { sessionIdleMs, sessionMs } from './sessions.ts'

let changes = 0
const routes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/thing',
    operation: 'getThing',
    summary: 'A thing.',
    role: 'viewer',
    query: v.object({ size: v.optional(v.picklist(['small', 'large']), 'small') }),
    result: v.object({ size: v.string() }),
    handle: ({ query }) => ({ size: query.size }),
  }),
  route({
    method: 'GET',
    path: '/sum',
    operation: 'getSum',
    summary: 'Takes long.',
    role: 'viewer',
    mayTakeLong: true,
    result: v.object({ sum: v.number() }),
    handle: ({ prefersLater }) => (prefersLater ? new AnswerUnderWay(0) : { sum: 7 }),
  }),
  route({
    method: 'POST',
    path: '/thing/:id',
    operation: 'changeThing',
    summary: 'Changes a thing.',
    role: 'admin',
    body: v.strictObject({ to: v.string() }),
    detail: ({ body, parameters }) => `${parameters.id} to ${body.to}`,
    handle: () => {
      changes += 1
    },
  }),
  route({
    method: 'GET',
    path: '/broken',
    operation: 'getBroken',
    summary: 'Fails.',
    role: 'viewer',
    handle: () => {
      throw new TypeError('a secret of the inside')
    },
  }),
]

describe('the door of the console', () => {
  test('nothing but the pages and the sign-in is there for a stranger', async () => {
    const test = new FaceUnderTest(routes)
    const open = test.face.app.routes.filter(
      ({ path, method }) => method !== 'ALL' && path.startsWith('/api') && !path.endsWith('*'),
    )
    expect(open.length).toBeGreaterThan(routes.length)
    for (const { method, path } of open) {
      if (method === 'POST' && path === '/api/v1/session') continue
      const init = method === 'GET' ? {} : change({ method, body: {} })
      const response = await test.ask(path.replaceAll(/:\w+/g, 'x'), init)
      expect([method, path, response.status]).toEqual([method, path, 401])
      expect(await codeOfResponse(response)).toBe('not-authorised')
    }
    const others = test.face.app.routes.filter(
      ({ path, method }) => method !== 'ALL' && !path.startsWith('/api'),
    )
    expect(others.map(({ path }) => path)).toEqual(['/'])
  })

  test('a token opens a session whose cookie no script can read', async () => {
    const test = new FaceUnderTest(routes)
    const { token } = await test.tokens.issue({ name: 'anna', role: 'viewer' })
    const response = await test.ask('/api/v1/session', change({ body: { token } }))
    expect(await response.json()).toEqual({ name: 'anna', role: 'viewer' })
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect(cookie).toContain('Secure')
    const [pair = ''] = cookie.split(';')
    const thing = await test.ask('/api/v1/thing?size=large', { headers: { cookie: pair } })
    expect(await thing.json()).toEqual({ size: 'large' })
  })

  test('RFC 7240 who prefers it is told at once that an answer is being made', async () => {
    const test = new FaceUnderTest(routes)
    const cookie = await test.signIn('viewer')
    const ask = (prefer: string) => test.ask('/api/v1/sum', { headers: { cookie, prefer } })
    expect(await (await test.ask('/api/v1/sum', { headers: { cookie } })).json()).toEqual({ sum: 7 })
    expect((await ask('respond-asynchronous, wait=10')).status).toBe(200)
    const response = await ask('wait=10, Respond-Async')
    expect([response.status, response.headers.get('retry-after')]).toEqual([202, '1'])
    expect(response.headers.get('preference-applied')).toBe('respond-async')
    expect(await response.json()).toEqual({ beganAt: '1970-01-01T00:00:00.000Z' })
    const document = (await (await test.ask('/api/v1/openapi.json', { headers: { cookie } })).json()) as {
      paths: Record<string, { get?: { responses: Record<string, unknown> } }>
    }
    expect(document.paths['/api/v1/sum']?.get?.responses['202']).toBeDefined()
    expect(document.paths['/api/v1/thing']?.get?.responses['202']).toBeUndefined()
  })

  test('nothing kept lets anybody sign in: the file holds hashes', async () => {
    const test = new FaceUnderTest(routes)
    const { token } = await test.tokens.issue({ name: 'anna', role: 'admin' })
    const kept = new TextDecoder().decode(await test.files.read('access.json'))
    expect(kept).not.toContain(token.slice(7))
    const [, hash = ''] = /"hash": "([0-9a-f]+)"/.exec(kept) ?? []
    expect(await test.tokens.find(hash)).toBeUndefined()
    expect(await test.tokens.find(`muster_${hash.slice(0, 48)}`)).toBeUndefined()
  })

  test('a viewer looks and cannot change; an admin can, and the audit log says who, from where and what', async () => {
    const test = new FaceUnderTest(routes)
    const viewer = await test.signIn('viewer')
    const refused = await test.ask('/api/v1/thing/7', change({ cookie: viewer, body: { to: 'x' } }))
    expect([refused.status, await codeOfResponse(refused)]).toEqual([403, 'role-insufficient'])
    const before = changes
    const admin = await test.signIn('admin')
    const done = await test.ask('/api/v1/thing/7', change({ cookie: admin, body: { to: 'x' } }), '192.0.2.9')
    expect([done.status, changes - before]).toEqual([204, 1])
    const expected = { action: 'changeThing', who: 'anna (admin)', from: '192.0.2.9', detail: '7 to x' }
    expect(test.audited.at(-1)).toEqual(expected)
    expect(test.audited.map(({ action }) => action)).toEqual(['signIn', 'signIn', 'changeThing'])
  })

  test('another web page changes nothing with our cookie', async () => {
    const test = new FaceUnderTest(routes)
    const cookie = await test.signIn('admin')
    const ours = change({ cookie, body: { to: 'x' } })
    const ourHeaders = ours.headers as Record<string, string>
    const { 'x-muster-request': _mark, ...unmarked } = ourHeaders
    const attempts = [
      unmarked,
      { ...ourHeaders, 'sec-fetch-site': 'cross-site' },
      { ...ourHeaders, 'sec-fetch-site': 'same-site' },
      { ...ourHeaders, origin: 'https://evil.example' },
    ]
    const before = changes
    for (const headers of attempts) {
      const response = await test.ask('/api/v1/thing/7', { ...ours, headers })
      expect([response.status, await codeOfResponse(response)]).toEqual([403, 'request-foreign'])
    }
    expect(changes).toBe(before)
  })

  test('a token as bearer needs no cookie and no mark', async () => {
    const test = new FaceUnderTest(routes)
    const { token } = await test.tokens.issue({ name: 'script', role: 'admin' })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: '{"to":"x"}' }
    expect((await test.ask('/api/v1/thing/7', init)).status).toBe(204)
  })

  test('a session ends by time, by not being used, by signing out and with its token', async () => {
    const test = new FaceUnderTest(routes)
    const ask = async (cookie: string) => (await test.ask('/api/v1/thing', { headers: { cookie } })).status
    const idle = await test.signIn('viewer')
    test.nowMs += sessionIdleMs - 1
    expect(await ask(idle)).toBe(200)
    test.nowMs += sessionIdleMs
    expect(await ask(idle)).toBe(401)
    const long = await test.signIn('viewer')
    for (let usedMs = 0; usedMs < sessionMs; usedMs += sessionIdleMs / 2) {
      expect(await ask(long)).toBe(200)
      test.nowMs += sessionIdleMs / 2
    }
    expect(await ask(long)).toBe(401)
    const out = await test.signIn('viewer')
    expect((await test.ask('/api/v1/session', change({ method: 'DELETE', cookie: out }))).status).toBe(204)
    expect(await ask(out)).toBe(401)
    const removed = await test.signIn('viewer')
    for (const { id } of await test.tokens.list()) await test.tokens.remove(id)
    expect(await ask(removed)).toBe(401)
  })

  test('who guesses has to wait, and nobody else does', async () => {
    const test = new FaceUnderTest(routes)
    const { token } = await test.tokens.issue({ name: 'anna', role: 'viewer' })
    const signIn = async (text: string, address?: string) =>
      (await test.ask('/api/v1/session', change({ body: { token: text } }), address)).status
    for (let n = 0; n < failuresMax; n++) expect(await signIn('wrong')).toBe(401)
    expect(await signIn(token)).toBe(429)
    expect(await signIn(token, '198.51.100.7')).toBe(200)
    test.nowMs += failureWindowMs
    expect(await signIn(token)).toBe(200)
  })

  test('bad input gets its code and changes nothing; a defect tells nothing of the inside', async () => {
    const test = new FaceUnderTest(routes)
    const cookie = await test.signIn('admin')
    const before = changes
    const codes = []
    for (const body of ['{"to":', '{"to":1}', '{"to":"x","more":1}', `{"to":"${'x'.repeat(bodyBytesMax)}"}`])
      codes.push(await codeOfResponse(await test.ask('/api/v1/thing/7', { ...change({ cookie }), body })))
    expect(codes).toEqual(['config-invalid', 'config-invalid', 'config-invalid', 'body-too-long'])
    const query = await test.ask('/api/v1/thing?size=huge', { headers: { cookie } })
    expect([query.status, query.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
    expect(changes).toBe(before)
    const broken = await test.ask('/api/v1/broken', { headers: { cookie } })
    expect(broken.status).toBe(500)
    expect(await broken.text()).not.toContain('secret')
    expect(test.defects).toHaveLength(1)
  })

  test('every answer carries the policy that lets nothing in from elsewhere', async () => {
    const html = { content: new TextEncoder().encode('<html data-face="host">'), mediaType: 'text/html' }
    const test = new FaceUnderTest(routes, new Map([['/index.html', html]]))
    for (const path of ['/', '/api/v1/thing', '/api/v1/openapi.json']) {
      const { headers } = await test.ask(path)
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
    expect((await new FaceUnderTest(routes).ask('/')).status).toBe(503)
  })
})

describe('the OpenAPI document', () => {
  test('names every route that the door has, and no other', async () => {
    const test = new FaceUnderTest(routes)
    const cookie = await test.signIn('viewer')
    const document = (await (await test.ask('/api/v1/openapi.json', { headers: { cookie } })).json()) as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }
    expect(document.openapi).toBe('3.1.0')
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const served = test.face.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api') && !path.endsWith('*'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(described.toSorted()).toEqual(served.toSorted())
    const names = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(names).size).toBe(names.length)
  })
})
