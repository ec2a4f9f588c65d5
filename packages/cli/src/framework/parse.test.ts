/** From words to values. */
import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { defineCommand } from './command.ts'
import type { ParsedValues } from './context.ts'
import { parseWords } from './parse.ts'
import { wholeNumber } from './values.ts'

const command = defineCommand({
  summary: 'A command for tests.',
  role: 'client',
  json: 'value',
  destructive: true,
  arguments: {
    file: { label: 'FILE', summary: 'A file.' },
    state: { label: 'STATE', summary: 'A choice.', optional: true, choices: ['on', 'off'] },
  },
  options: {
    vendorRoot: { value: 'FILE', summary: 'A file.' },
    machines: {
      value: 'NUMBER',
      summary: 'A number.',
      default: '30',
      parse: wholeNumber({ min: 1, max: 100 }),
    },
    host: { value: 'NAME', summary: 'A list.', repeatable: true },
    quiet: { summary: 'A switch.' },
  },
  examples: [],
  async run() {},
})

function parse(line: string, environment: Record<string, string> = {}): ParsedValues {
  const words = line.split(' ').filter((word) => word !== '')
  const outcome = parseWords(command, ['client', 'test'], words, environment)
  return outcome.kind === 'help' ? { arguments: {}, options: {} } : outcome
}

function codeOfLine(line: string, environment: Record<string, string> = {}): string | undefined {
  try {
    parse(line, environment)
  } catch (error) {
    return codeOf(error)
  }
  return undefined
}

describe('values', () => {
  test('come from flags, else the environment twin, else the default', () => {
    const environment = { MUSTER_CLIENT_MACHINES: '40' }
    expect(parse('f --machines 50', environment).options.machines).toBe(50)
    expect(parse('f', environment).options.machines).toBe(40)
    expect(parse('f').options.machines).toBe(30)
  })

  test('of switches are on for anything but no', () => {
    expect(parse('f --quiet').options.quiet).toBe(true)
    expect(parse('f', { MUSTER_CLIENT_QUIET: '1' }).options.quiet).toBe(true)
    expect(parse('f', { MUSTER_CLIENT_QUIET: 'false' }).options.quiet).toBe(false)
    expect(parse('f').options.quiet).toBe(false)
  })

  test('of common flags have their own twins', () => {
    const environment = { MUSTER_DATA: 'd', MUSTER_JSON: '1', MUSTER_YES: '1' }
    expect(parse('f', environment).options).toMatchObject({ data: 'd', json: true, yes: true })
  })

  test('of arguments are found by key', () => {
    expect(parse('f on').arguments).toEqual({ file: 'f', state: 'on' })
    expect(parse('f').arguments).toEqual({ file: 'f', state: undefined })
  })

  test('may be repeated, or listed in the environment', () => {
    expect(parse('f --host a --host b').options.host).toEqual(['a', 'b'])
    expect(parse('f', { MUSTER_CLIENT_HOST: 'a,b' }).options.host).toEqual(['a', 'b'])
  })
})

describe('wrong use', () => {
  test.each([
    '',
    'f on more',
    'f maybe',
    'f --nothing',
    'f --vendor-root',
    'f --machines 0',
    'f --machines 101',
    'f --machines x',
  ])('is "%s"', (line) => expect(codeOfLine(line)).toBe('usage'))

  test('is a required flag that is missing, whether it may be repeated or not', () => {
    const required = { value: 'FILE', summary: 'A file.', required: true } as const
    for (const root of [required, { ...required, repeatable: true as const }]) {
      const strict = defineCommand({ summary: '', options: { root }, examples: [], async run() {} })
      expect(() => parseWords(strict, ['test'], [], {})).toThrow(expect.objectContaining({ code: 'usage' }))
    }
  })

  test('is found in the environment, too', () => {
    expect(codeOfLine('f', { MUSTER_CLIENT_MACHINES: 'many' })).toBe('usage')
  })
})
