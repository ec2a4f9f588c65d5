import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { makeBundle } from './make-bundle.ts'
import { namesRedactor } from './redact-names.ts'
import { redactSecrets } from './redact-secrets.ts'
import { tarArchive } from './tar.ts'

const secret = new Uint8Array(32).map((_, index) => index * 7 + 130)
const textOf = (files: ReturnType<typeof makeBundle>) =>
  files.map(({ content }) => new TextDecoder().decode(content)).join('\n')

describe('secrets are taken out', () => {
  test.each([
    ['B3CDE-FGHJK-MNPQR-TVWXY-7Y2KQ', 'FGHJK'],
    ['b3cde fghjk mnpqr tvwxy 7y2kq', 'fghjk'],
    ['B3CDEFGHJKMNPQRTVWXY7Y2KQ', 'B3CDE'],
    ['B3CDE\u2013FGHJK\u2013MNPQR\u2013TVWXY\u20137Y2KQ', 'FGHJK'],
    [`muster_${'0a'.repeat(24)}`, '0a0a'],
    ['Authorization: Bearer abc.def-ghi', 'abc.def'],
    ['postgres://muster:hunter2@db.example.com/muster', 'hunter2'],
    ['postgres://db/muster?password=hunter2&sslmode=require', 'hunter2'],
    ['http_token = "hunter2"', 'hunter2'],
    ['  "password": "hunter2",', 'hunter2'],
    ['-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----', 'MC4CAQ'],
    [Array.from({ length: 9 }, () => '1234567').join('-'), '1234567'],
  ])('%j', (text, part) => {
    expect(redactSecrets(`before ${text} after`)).not.toContain(part)
    expect(redactSecrets(text)).toMatch(/secret|product key|token|private key|ID/)
  })

  test.each(['c0000000-0000-8000-8000-000000000001', '2027-05-21T12:00:00.000Z', 'port = 1688', '7Y2KQ'])(
    '%j stays',
    (text) => expect(redactSecrets(text)).toBe(text),
  )

  test.each([
    ['hexadecimal', Buffer.from(secret).toString('hex').toUpperCase()],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
  ])('a part that holds a private key as %s is left out', (_title, form) => {
    const files = makeBundle([{ name: 'a.txt', about: 'a', text: `x ${form} y` }], {
      redactNames: false,
      secrets: [secret],
    })
    expect(textOf(files)).toContain('left out')
    expect(textOf(files)).not.toContain(form)
  })
})

describe('names are replaced on request', () => {
  const parts = [
    { name: 'status.json', about: 'state', value: { hostName: 'KMS01.corp.example', address: '10.1.2.3' } },
    { name: 'host.toml', about: 'configuration', text: 'server = "ns1.corp.example:53" # of this host' },
    {
      name: 'log.txt',
      about: 'log',
      text: 'kms01 at 10.1.2.3 and 2001:db8::1, kms01.corp.example, corp.example',
    },
  ]

  test('by the same pseudonyms throughout, also parts of them', () => {
    const text = textOf(makeBundle(parts, { redactNames: true }))
    expect(text).not.toMatch(/kms01|ns1|corp\.example|10\.1\.2\.3|2001:db8/i)
    const pseudonym = /"address": "(address-\d+|name-\d+)"/.exec(text)?.[1] ?? 'none'
    expect(text.split(pseudonym)).toHaveLength(3)
    expect(text).toContain('of this host')
  })

  test('and stay where nobody asked', () => {
    expect(textOf(makeBundle(parts, { redactNames: false }))).toContain('KMS01.corp.example')
  })

  test('times, versions and addresses of this machine itself are no names', () => {
    const text = '2027-05-21T12:00:00.000Z 127.0.0.1 ::1 0.0.0.0 12:30 "a": {"b": 1}'
    expect(namesRedactor([])(text)).toBe(text)
  })
})

describe('the archive', () => {
  test('lists what it contains', () => {
    const [contents] = makeBundle([{ name: 'a.txt', about: 'letters', text: 'abc' }], { redactNames: false })
    expect(contents?.name).toBe('contents.txt')
    expect(new TextDecoder().decode(contents?.content)).toContain('a.txt (3 bytes): letters')
  })

  test.each([0, 1, 511, 512, 513])('tar unpacks a file of %i bytes', (bytes) => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-tar-'))
    try {
      const content = new Uint8Array(bytes).fill(65)
      const archive = tarArchive(
        [
          { name: 'x/a.txt', content },
          { name: 'x/b.txt', content: secret },
        ],
        1_800_000_000,
      )
      execFileSync('tar', ['-xf', '-', '-C', folder], { input: archive })
      expect(readFileSync(join(folder, 'x/a.txt'))).toEqual(Buffer.from(content))
      expect(readFileSync(join(folder, 'x/b.txt'))).toEqual(Buffer.from(secret))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a name that is too long is wrong use', () => {
    let code = 'none'
    try {
      tarArchive([{ name: 'x'.repeat(101), content: secret }], 0)
    } catch (error) {
      code = codeOf(error)
    }
    expect(code).toBe('usage')
  })
})
