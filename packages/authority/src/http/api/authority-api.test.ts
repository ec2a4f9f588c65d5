import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AuthorityUnderTest } from '../../authority.fixtures.ts'
import { readAuthorityConfig } from '../../config.ts'

let vendor: AuthorityUnderTest
let token: string

beforeAll(async () => {
  vendor = await AuthorityUnderTest.start()
  token = (await vendor.authority.accessTokens.issue({ name: 'berta', role: 'admin' })).token
})
afterAll(() => vendor[Symbol.asyncDispose]())

function ask(route: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return fetch(`${vendor.service.url}/api/v1${route}`, { headers, ...init })
}

async function send(route: string, body: unknown): Promise<Response> {
  return ask(route, { method: 'POST', body: JSON.stringify(body) })
}

describe('the API of an authority', () => {
  test('a stranger gets nothing of it', async () => {
    const { paths } = (await (await ask('/openapi.json')).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    )
    expect(calls.length).toBeGreaterThan(15)
    for (const { path, method } of calls) {
      if (method === 'POST' && path === '/api/v1/session') continue
      const init = { method, headers: { 'x-muster-request': '1' } }
      const { status } = await fetch(vendor.service.url + path.replaceAll(/\{\w+\}/g, 'x'), init)
      expect([method, path, status]).toEqual([method, path, 401])
    }
  })

  test('a key is shown once; its issue and its block are audited with who', async () => {
    const issued = await send('/keys', { kind: 'host', products: ['Writer'], note: 'Contract 7' })
    const { productKey, keyId } = (await issued.json()) as { productKey: string; keyId: string }
    expect(productKey).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/)
    expect((await send(`/keys/${keyId}/block`, { reason: '' })).status).toBe(422)
    expect((await send(`/keys/${keyId}/block`, { reason: 'lost' })).status).toBe(200)
    const keys = await (await ask('/keys')).text()
    expect(keys).toContain(productKey.slice(-5))
    expect(keys).not.toContain(productKey)
    const { items } = (await (await ask('/audit?limit=2')).json()) as {
      items: { action: string; who: string }[]
    }
    expect(items.map(({ action }) => action)).toEqual(['key-blocked', 'key-issued'])
    expect(items[0]?.who).toMatch(/^berta \(admin, .*127\.0\.0\.1\)$/)
  })

  test('lists, licences and setup keys are there; what is not gets its code', async () => {
    for (const route of ['/vendor', '/products', '/keys', '/hosts', '/activations', '/audit', '/tokens'])
      expect([route, (await ask(route)).status]).toEqual([route, 200])
    const [product] = (await (await ask('/products')).json()) as { productId: string }[]
    const licence = await ask(`/products/${product?.productId}/licence`)
    expect(licence.headers.get('content-disposition')).toContain('attachment')
    expect((await licence.arrayBuffer()).byteLength).toBeGreaterThan(100)
    expect((await ask('/products/nothing/setup-key')).status).toBe(404)
  })

  test('the telephone desk says that digits are wrong, and confirms nothing', async () => {
    const check = await send('/telephone/check', { installationId: '123' })
    expect(await check.json()).toMatchObject({ valid: false })
    const confirmed = await send('/telephone', { installationId: '123' })
    expect([confirmed.status, ((await confirmed.json()) as { code: string }).code]).toEqual([
      422,
      'installation-id-length',
    ])
  })

  test('where strangers reach the address the console is off, unless it is switched on', () => {
    const beyond = '[listen]\naddress = "0.0.0.0"\nallow_plain = true\n'
    expect(readAuthorityConfig('').console.enabled).toBe(true)
    expect(readAuthorityConfig(beyond).console.enabled).toBe(false)
    expect(readAuthorityConfig(`${beyond}[console]\nenabled = true\n`).console.enabled).toBe(true)
  })
})
