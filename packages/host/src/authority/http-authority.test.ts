import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { type Fetch, httpAuthority } from './http-authority.ts'

const request = new Uint8Array([1, 2, 3])

describe('the authority over HTTP', () => {
  test('R3.2 the request is posted below the address, and the body of the answer comes back', async () => {
    const asked: string[] = []
    const fetch: Fetch = async (url, init) => {
      asked.push(`${init.method} ${url}`)
      return new Response(new Uint8Array([9]))
    }
    expect(await httpAuthority('https://vendor.test', fetch).activateHost(request)).toEqual(
      new Uint8Array([9]),
    )
    await httpAuthority('https://vendor.test/licences', fetch).activateHost(request)
    expect(asked).toEqual(['POST https://vendor.test/v1/hosts', 'POST https://vendor.test/licences/v1/hosts'])
  })

  test.each([
    [
      'a code of the table',
      Response.json({ code: 'host-limit-reached' }, { status: 403 }),
      'host-limit-reached',
    ],
    ['a code that nobody knows', Response.json({ code: 'toString' }, { status: 403 }), 'authority-answer'],
    ['a page of something else', new Response('<html>', { status: 502 }), 'authority-answer'],
    ['nothing', new Response(null, { status: 204 }), 'authority-answer'],
  ])('R3.3 a failure with %s gives its code', async (_name, response, code) => {
    const authority = httpAuthority('https://vendor.test', async () => response)
    expect(await authority.activateHost(request).catch(codeOf)).toBe(code)
  })

  test('R3.3 what the authority says of the limit reaches the administrator', async () => {
    const problem = { code: 'host-limit-reached', detail: '6 of 6 hosts.' }
    const authority = httpAuthority('https://vendor.test', async () =>
      Response.json(problem, { status: 403 }),
    )
    await expect(authority.activateHost(request)).rejects.toMatchObject(problem)
  })

  test('R10 an answer without an end is cut off', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })
    const authority = httpAuthority('https://vendor.test', async () => new Response(endless))
    expect(await authority.activateHost(request).catch(codeOf)).toBe('authority-answer')
  })

  test('an authority that cannot be reached has its own code', async () => {
    const authority = httpAuthority('https://vendor.test', () =>
      Promise.reject(new TypeError('fetch failed')),
    )
    expect(await authority.activateHost(request).catch(codeOf)).toBe('authority-unreachable')
  })

  test.each(['vendor.test', 'ftp://vendor.test', 'https://user:secret@vendor.test'])(
    '%s is not an address of an authority',
    (address) => {
      expect(() => httpAuthority(address, () => Promise.reject(new Error()))).toThrow(
        expect.objectContaining({ code: 'usage' }),
      )
    },
  )
})
