import { describe, expect, it } from 'vitest'
import { AppError, codeOf } from './app-error.ts'
import { errorAreas } from './areas.ts'
import { assert } from './assert.ts'
import { codeFromNumber, describeCode, type ErrorCode, errorTable, isErrorCode } from './table.ts'

const codes = Object.keys(errorTable) as ErrorCode[]

describe('the error table', () => {
  it('gives each number once', () => {
    expect(new Set(codes.map((code) => errorTable[code].number)).size).toBe(codes.length)
  })

  it('holds the codes of all areas, each name once', () => {
    expect(errorAreas.flatMap((area) => Object.keys(area.codes)).sort()).toEqual([...codes].sort())
  })

  it.each(errorAreas)('keeps the numbers of $title within $first to $last', (area) => {
    for (const [name, code] of Object.entries(area.codes)) {
      expect(code.number, name).toBeGreaterThanOrEqual(area.first)
      expect(code.number, name).toBeLessThanOrEqual(area.last)
    }
  })

  it('has areas in order that do not overlap', () => {
    for (const [index, area] of errorAreas.entries()) {
      expect(area.first).toBeGreaterThan(errorAreas[index - 1]?.last ?? 0)
      expect(area.last).toBeGreaterThan(area.first)
    }
  })

  it.each(codes)('says of %s in sentences what happened, why and what to do', (code) => {
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/)
    const { sentence, cause, remedy } = describeCode(code)
    for (const text of [sentence, cause, remedy]) {
      expect(text).toMatch(/^[A-Z0-9].*\.$/)
      expect(text).not.toMatch(/\n| {2}/)
    }
  })

  it('compares with numbers in the form that Windows shows', () => {
    for (const code of codes)
      expect(describeCode(code).compare ?? '0x00000000', code).toMatch(/^0x[0-9A-F]{8}$/)
  })

  it('finds a code by its number, and none for others', () => {
    for (const code of codes) expect(codeFromNumber(errorTable[code].number)).toBe(code)
    expect(codeFromNumber(0)).toBeUndefined()
    expect(codeFromNumber(65_535)).toBeUndefined()
  })

  it('knows its names and nothing that every object has', () => {
    expect(codes.every(isErrorCode)).toBe(true)
    expect(['toString', '__proto__', '', 'success'].some(isErrorCode)).toBe(false)
  })
})

describe('an error with a code', () => {
  it('says its sentence, and its detail where it has one', () => {
    const { sentence } = describeCode('document-nonce')
    expect(new AppError('document-nonce').message).toBe(sentence)
    expect(new AppError('document-nonce', 'Group 3.').message).toBe(`${sentence} Group 3.`)
  })

  it('carries its cause and the reasons that it gathers', () => {
    const cause = new Error('inner')
    const reasons = [{ subject: 'host-1:1688', code: 'connection-refused' }] as const
    expect(new AppError('document-nonce', undefined, { cause, reasons })).toMatchObject({ cause, reasons })
    expect(new AppError('document-nonce').reasons).toEqual([])
  })

  it('is told from errors without one', () => {
    expect(codeOf(new AppError('document-nonce'))).toBe('document-nonce')
    expect([new Error('x'), undefined, { code: 'document-nonce' }].map(codeOf)).toEqual(
      Array(3).fill('unexpected'),
    )
  })
})

it('an assertion fires on a broken invariant only', () => {
  expect(() => assert(true, 'the sky is up')).not.toThrow()
  expect(() => assert(false, 'the sky is up')).toThrow('broken invariant: the sky is up')
})
