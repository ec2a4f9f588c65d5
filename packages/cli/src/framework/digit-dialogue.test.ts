import { Readable } from 'node:stream'
import { codeOf } from '@muster/core/errors'
import { confirmationIdToDigits, installationIdToDigits } from '@muster/core/keys'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDigits } from './digit-dialogue.ts'
import { formatDigitGroups, spokenDigits } from './digit-text.ts'
import { svgQrCode, terminalQrCode } from './qr-code.ts'

const digits = installationIdToDigits(Uint8Array.from({ length: 22 }, (_, index) => index * 11))
const groups = digits.split('-')
const groupCount = groups.length

/** What somebody typed led to, and what was said meanwhile. */
async function type(lines: readonly string[]) {
  const stdin = Readable.from(lines.map((line) => `${line}\n`))
  let said = ''
  const stderr = { write: (text: string) => (said += text), isTerminal: true, columns: () => 80 }
  const outcome = await readDigits({ stdin, stderr } as never, { label: 'Digits', groupCount }).catch(codeOf)
  return { outcome, said }
}

describe('typing digits', () => {
  test.each([
    ['group by group', groups],
    ['all at once', [digits]],
    ['with blanks, dashes and empty lines', ['', groups.slice(0, 4).join(' – '), groups.slice(4).join('')]],
  ])('R6.3 takes them %s', async (_how, lines) => {
    expect((await type(lines)).outcome).toBe(digits)
  })

  test('R6.3 keeps the groups before the wrong one and asks for that again', async () => {
    const wrong = `${groups[2]?.slice(0, 6)}${(Number(groups[2]?.[6]) + 1) % 10}`
    const { outcome, said } = await type([
      [groups[0], groups[1], wrong, groups[3]].join(' '),
      groups.slice(2).join(' '),
    ])
    expect(outcome).toBe(digits)
    expect(said).toContain('Group 3 was mistyped')
  })

  test('tells letters, short groups and too many digits, and takes a group back', async () => {
    const { outcome, said } = await type([
      'hello',
      '12345',
      groups[0] ?? '',
      groups[0] ?? '',
      'back',
      `${groups.slice(1).join('')}1234567`,
    ])
    expect(outcome).toBe(digits)
    for (const sentence of ['Only digits', 'Group 1 has 5 digits', 'more digits than belong'])
      expect(said).toContain(sentence)
  })

  test('is interrupted where the input ends before', async () => {
    expect((await type(groups.slice(0, 8))).outcome).toBe('interrupted')
  })

  test('R6.3 whatever single mistake somebody makes in a group, that group is named and the rest stays', async () => {
    const mistake = fc.record({
      group: fc.nat(groupCount - 1),
      index: fc.nat(5),
      kind: fc.constantFrom('digit', 'swap', 'missing'),
      step: fc.integer({ min: 1, max: 9 }),
    })
    await fc.assert(
      fc.asyncProperty(mistake, async ({ group, index, kind, step }) => {
        const right = groups[group] ?? ''
        const wrong = { digit: changed, swap: swapped, missing: shortened }[kind](right, index, step)
        fc.pre(wrong !== right)
        const lines = [...groups.slice(0, group), wrong, ...groups.slice(group)]
        const { outcome, said } = await type(lines)
        expect(outcome).toBe(digits)
        expect(said).toMatch(new RegExp(`Group ${group + 1} (was mistyped|has 6 digits)`))
      }),
      { numRuns: 100 },
    )
  })
})

describe('showing digits', () => {
  test('R6.3 puts five groups on a line and numbers it', () => {
    const shown = formatDigitGroups(confirmationIdToDigits(new Uint8Array(48).fill(7)))
    expect(shown.split('\n').map((line) => line.slice(0, 7))).toEqual([
      '     1:',
      '     6:',
      '    11:',
      '    16:',
      '',
    ])
  })

  test('R6.3 says every digit as a word', () => {
    expect(spokenDigits('0123456-7890000')).toBe(
      'group 1: zero one two, three four five six\ngroup 2: seven eight nine, zero zero zero zero',
    )
  })

  test('R6.3 draws a QR code in the terminal and as SVG', async () => {
    expect((await terminalQrCode(digits)).split('\n').length).toBeGreaterThan(10)
    expect(await svgQrCode(digits)).toMatch(/^<svg .*<\/svg>\s*$/s)
    expect(await svgQrCode(digits)).not.toBe(await svgQrCode(`${digits}1`))
  })
})

function changed(group: string, index: number, step: number): string {
  return `${group.slice(0, index)}${(Number(group[index]) + step) % 10}${group.slice(index + 1)}`
}

function swapped(group: string, index: number): string {
  return `${group.slice(0, index)}${group[index + 1]}${group[index]}${group.slice(index + 2)}`
}

function shortened(group: string, index: number): string {
  return group.slice(0, index) + group.slice(index + 1)
}
