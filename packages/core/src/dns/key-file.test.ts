import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../errors/index.ts'
import { parseKeyFile } from './key-file.ts'

const file = (algorithm: string, secret: string) =>
  `key "Muster-Key" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`

describe('key files', () => {
  it('are read as tsig-keygen writes them', () => {
    expect(parseKeyFile(file('hmac-sha384', 'AQIDBA=='))).toEqual({
      name: 'muster-key',
      algorithm: 'hmac-sha384',
      secret: Uint8Array.of(1, 2, 3, 4),
    })
  })

  it('may carry comments', () => {
    expect(parseKeyFile(`# made today\n/* keep */\n${file('hmac-sha256', 'AQID')}// end`).secret).toEqual(
      Uint8Array.of(1, 2, 3),
    )
  })

  it('decode every secret as base64 does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), (secret) => {
        expect(parseKeyFile(file('hmac-sha512', Buffer.from(secret).toString('base64'))).secret).toEqual(
          secret,
        )
      }),
    )
  })

  it.each([
    ['nothing', ''],
    ['two keys', file('hmac-sha256', 'AQID').repeat(2)],
    ['a weak algorithm', file('hmac-md5', 'AQID')],
    ['a secret that is no base64', file('hmac-sha256', 'AQI')],
    ['no secret', 'key "a" { algorithm hmac-sha256; };'],
    ['a name that is none', file('hmac-sha256', 'AQID').replace('Muster-Key', 'a..b')],
    ['something huge', file('hmac-sha256', 'A'.repeat(8_000))],
  ])('are refused with %s', (_, text) => {
    expect(() => parseKeyFile(text)).toThrow(expect.objectContaining({ code: 'dns-key-file' }))
  })

  it('never show the secret in an error', () => {
    try {
      parseKeyFile(file('hmac-md5', 'c2VjcmV0'))
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
      expect((error as AppError).message).not.toContain('c2VjcmV0')
    }
  })
})
