import { readFileSync } from 'node:fs'
import { describeCode, type ErrorCode, errorTable } from '@muster/core/errors'
import { expect, it } from 'vitest'

const text = readFileSync(new URL('../../docs/operating/dns.md', import.meta.url), 'utf8')
const dnsCodes = (Object.keys(errorTable) as ErrorCode[]).filter((code) => code.startsWith('dns-'))

it.each(dnsCodes)('docs/operating/dns.md says what to do about %s', (code) => {
  const { number, sentence, remedy } = describeCode(code)
  expect(text).toContain(`| \`${code}\` (${number}) | ${sentence} | ${remedy} |`)
})
