/** What it means for a vendor to go on with an older copy of the authority. */
import { join } from 'node:path'
import { codeOf } from '@muster/core/errors'
import { documentMediaType } from '@muster/core/issuing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AuthorityUnderTest, codeIn, hostOf, keepingLog, signed } from './authority.fixtures.ts'
import { type AuthorityFolder, backupAuthority, openAuthorityFolder, type RunningAuthority } from './main.ts'

let vendor: AuthorityUnderTest
let copy: AuthorityFolder
let restored: RunningAuthority
let early: { readonly productKey: string; readonly keyId: string }
let late: { readonly productKey: string; readonly keyId: string }

beforeEach(async () => {
  vendor = await AuthorityUnderTest.start()
  early = await vendor.issueHostKey()
  await vendor.activate(hostOf(1), early.productKey)
  const target = await backupAuthority(vendor.authority, vendor.path, join(vendor.path, 'copy'))
  late = await vendor.issueHostKey()
  await vendor.activate(hostOf(2), early.productKey)
  await vendor.authority.addProduct({
    name: 'Painter',
    edition: 'Pro',
    version: '1',
    family: 'client',
    policy: {},
  })
  copy = await openAuthorityFolder(target, {
    who: 'anna',
    environment: {},
    values: { 'listen.port': '0' },
    log: keepingLog([]),
  })
  restored = await copy.serve()
})
afterEach(async () => {
  await copy.close()
  await vendor[Symbol.asyncDispose]()
})

async function outcome(host: number, productKey: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': documentMediaType } }
  const body = new Uint8Array(await signed(hostOf(host), productKey, {}))
  const response = await fetch(`${restored.url}/v1/hosts`, { ...init, body })
  return response.status === 200 ? 'activated' : codeIn(await response.json())
}

async function hosts(authority: AuthorityFolder): Promise<number> {
  return (await authority.hosts({ limit: 10 })).items.length
}

test('a key that was issued after the backup is unknown to the copy', async () => {
  expect(await outcome(3, late.productKey)).toBe('key-unknown')
})

test('R3.3 activations after it are not counted, and who asks again is counted once', async () => {
  expect([await hosts(vendor.authority), await hosts(copy)]).toEqual([2, 1])
  expect(await outcome(2, early.productKey)).toBe('activated')
  expect(await outcome(2, early.productKey)).toBe('activated')
  expect(await hosts(copy)).toBe(2)
})

test('products that were added after it are missing, and its catalogue is the older one', async () => {
  expect((await copy.products()).map(({ terms }) => terms.name)).toEqual(['Writer'])
  const refusal = await copy.product('Painter').catch(codeOf)
  expect(refusal).toBe('product-not-found')
  const [before, after] = [await copy.exportCatalogue(), await vendor.authority.exportCatalogue()]
  expect(before.issuedAtSeconds).toBeLessThanOrEqual(after.issuedAtSeconds)
  expect([before.products, after.products]).toEqual([1, 2])
})

test('who could sign in when it was made can sign in to it', async () => {
  const tokens = await copy.accessTokens.list()
  expect(tokens.map(({ name }) => name)).toEqual(['first administrator'])
})
