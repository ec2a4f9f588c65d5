import { systemClock } from '@muster/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AuthorityUnderTest } from '../../authority.fixtures.ts'
import { createHttpApp } from '../app.ts'
import { createAuthorityFace } from './authority-face.ts'

let vendor: AuthorityUnderTest
let token: string

beforeAll(async () => {
  vendor = await AuthorityUnderTest.start()
  token = (await vendor.authority.accessTokens.issue({ name: 'berta', role: 'admin' })).token
})
afterAll(() => vendor[Symbol.asyncDispose]())

function ask(method: string, route: string, body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  return fetch(`${vendor.service.url}/api/v1${route}`, { method, headers, ...content })
}

/** The routes as they are served. */
function routesOfDoor(): readonly { readonly method: string; readonly path: string }[] {
  const nothing = {} as never
  const ports = { clock: systemClock, log: { write: () => undefined } } as never
  const parts = { vendor: nothing, files: nothing, assets: new Map(), isSecure: false }
  const console = createAuthorityFace({ ...parts, ports }).app
  return createHttpApp(ports, { failedAttemptsMax: 10 }, console).routes
}

interface AuditLine {
  readonly sequence: number
  readonly who: string
  readonly action: string
  readonly subject: string
  readonly detail: string
}

async function newest(): Promise<AuditLine> {
  const { items } = (await (await ask('GET', '/audit?limit=1')).json()) as { items: AuditLine[] }
  return items[0] ?? { sequence: 0, who: '', action: '', subject: '', detail: '' }
}

test('every call that changes something is in the audit log, with who and from where', async () => {
  const { keyId } = await vendor.issueHostKey()
  const product = { name: 'Painter', edition: 'Pro', version: '1', family: 'client' }
  let tokenId = ''
  const changes: Readonly<Record<string, () => Promise<Response>>> = {
    addProduct: () => ask('POST', '/products', product),
    issueKey: () => ask('POST', '/keys', { kind: 'mak', products: ['Writer'], activationsMax: 5 }),
    raiseKey: () => ask('POST', `/keys/${keyId}/raise`, { hostsMax: 9, reason: 'contract' }),
    blockKey: () => ask('POST', `/keys/${keyId}/block`, { reason: 'lost' }),
    makeToken: () => ask('POST', '/tokens', { name: 'carla', role: 'viewer' }),
    removeToken: () => ask('DELETE', `/tokens/${tokenId}`),
  }
  for (const [operation, change] of Object.entries(changes)) {
    const { sequence } = await newest()
    const response = await change()
    expect([operation, response.ok]).toEqual([operation, true])
    if (operation === 'makeToken') tokenId = ((await response.json()) as { id: string }).id
    const after = await newest()
    expect([operation, after.sequence]).toEqual([operation, sequence + 1])
    expect([operation, after.who]).toEqual([operation, expect.stringContaining('berta (admin')])
    expect(`${after.who} ${after.subject}`).toContain('127.0.0.1')
  }
  const { paths } = (await (await ask('GET', '/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const changing = Object.values(paths).flatMap((methods) =>
    Object.entries(methods).flatMap(([method, { operationId }]) => (method === 'get' ? [] : [operationId])),
  )
  // A check confirms nothing; confirmations are audited by their operation, sessions by the console.
  const elsewhere = ['checkInstallationId', 'confirmInstallationId', 'signIn', 'signOut']
  expect(changing.toSorted()).toEqual([...Object.keys(changes), ...elsewhere].toSorted())
})

test('tokens that a command makes and removes are audited too', async () => {
  const { id } = await vendor.authority.accessTokens.issue({ name: 'dora', role: 'admin' })
  expect(await newest()).toMatchObject({ who: 'anna', action: 'access-token-made', subject: 'command line' })
  await vendor.authority.accessTokens.remove(id)
  expect(await newest()).toMatchObject({
    who: 'anna',
    action: 'access-token-removed',
    detail: 'dora (admin)',
  })
})

test('a stranger gets what customers need, health, the pages and the sign-in, and nothing else', async () => {
  const open = new Set([
    'POST /v1/hosts',
    'POST /v1/objects',
    'POST /v1/activations',
    'POST /v1/activations/batch',
    'GET /v1/catalogue/x',
    'GET /v1/issuer',
    'GET /healthz',
    'POST /api/v1/session',
    'GET /',
  ])
  const routes = routesOfDoor().filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
  expect(routes.length).toBeGreaterThan(25)
  for (const { method, path } of routes) {
    const at = path.replaceAll(/:\w+/g, 'x')
    if (open.has(`${method} ${at}`)) continue
    const { status } = await fetch(vendor.service.url + at, { method, headers: { 'x-muster-request': '1' } })
    // The telephone desk is closed while it has no token.
    expect([method, at, status]).toEqual([method, at, at === '/v1/telephone' ? 404 : 401])
  }
})
