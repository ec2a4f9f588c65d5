/** Each tidy rule fires on a small bad text and stays silent on a good one, on both sides of each limit. */
import { describe, expect, it } from 'vitest'
import type { Finding } from '../source/finding.ts'
import { parseSource, type SourceFile } from '../source/source-file.ts'
import { bannedNameFindings, surroundings, switchedOffFindings, timeAndChance } from './call-rules.ts'
import { headerFindings, undocumentedFindings, unfinishedFindings } from './comment-rules.ts'
import { foreignWordFindings, kebabCaseFindings } from './name-rules.ts'
import { brokenLinkFindings, versionFindings } from './repository-rules.ts'
import { fileLengthFindings, fileLinesMax, functionLengthFindings, functionLinesMax } from './size-rules.ts'
import { defaultCaseFindings } from './union-rules.ts'

function source(...lines: readonly string[]): readonly SourceFile[] {
  return [parseSource('packages/core/src/wire/a.ts', lines.join('\n'))]
}

function found(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ line, message }) => `${line} ${message}`)
}

describe('sizes', () => {
  it(`a file of ${fileLinesMax} lines passes, one more is found`, () => {
    const lines = Array.from({ length: fileLinesMax }, () => '//')
    expect(fileLengthFindings(source(`${lines.join('\n')}\n`))).toEqual([])
    expect(found(fileLengthFindings(source(...lines, '//\n')))).toEqual(['401 the file has 401 lines'])
  })

  it(`a function of ${functionLinesMax} lines passes, one more is found in every form of function`, () => {
    const body = (lines: number) => Array.from({ length: lines - 2 }, () => '  //').join('\n')
    const forms = (lines: number) => [
      `function f() {\n${body(lines)}\n}`,
      `const g = () => {\n${body(lines)}\n}`,
      `class A { m() {\n${body(lines)}\n} }`,
    ]
    for (const form of forms(functionLinesMax)) expect(functionLengthFindings(source(form))).toEqual([])
    for (const form of forms(functionLinesMax + 1))
      expect(found(functionLengthFindings(source(form)))).toEqual(['1 the function has 61 lines'])
  })

  it('a function that groups tests may be longer; the test inside it is measured', () => {
    const body = Array.from({ length: functionLinesMax }, () => '//').join('\n')
    expect(functionLengthFindings(source(`describe('a', () => {\n${body}\nit('b', f)\n})`))).toEqual([])
    expect(
      found(functionLengthFindings(source(`describe('a', () => {\nit('b', () => {\n${body}\n})\n})`))),
    ).toEqual(['2 the function has 62 lines'])
  })
})

describe('comments', () => {
  it('a file without a header is found, a hashbang before it is not in the way', () => {
    expect(headerFindings(source('/** What it is. */', 'export const a = 1'))).toEqual([])
    expect(headerFindings(source('#!/usr/bin/env node', '// What it is.', 'export const a = 1'))).toEqual([])
    for (const text of ['export const a = 1 // What it is.', '/** */\nconst a = 1', ''])
      expect(found(headerFindings(source(text)))).toEqual(['1 the file does not open with a header comment'])
  })

  it('an exported function, class, interface or type without a comment is found', () => {
    const bad = source(
      '/** The file. */',
      "import { x } from './x.ts'",
      'export function a() {}',
      'export class B {}',
      'export interface C {}',
      'export type D = string',
      'function internal() {}',
      'export const constant = x',
      '// Not documentation.',
      'export async function e() {}',
    )
    expect(found(undocumentedFindings(bad))).toEqual([
      '3 a has no comment',
      '4 B has no comment',
      '5 C has no comment',
      '6 D has no comment',
      '10 e has no comment',
    ])
  })

  it('documentation stands right before its name; a type right behind a documented list shares its comment', () => {
    const good = source(
      '/** Names. */',
      "export const names = ['a'] as const",
      'export type Name = (typeof names)[number]',
      '',
      '/** A thing: größer als 1. */',
      'export interface Thing {}',
      '/** One way or the other. */',
      'export function f(a: string): void',
      'export function f(a: number): void',
      'export function f(a: unknown): void {}',
    )
    expect(found(undocumentedFindings(good))).toEqual([])
    expect(found(undocumentedFindings(source('/** A. */', 'const a = 1', '', 'export type B = 1')))).toEqual([
      '4 B has no comment',
    ])
    expect(found(undocumentedFindings(source('export type B = 1', '/** Too late. */')))).toEqual([
      '1 B has no comment',
    ])
  })

  it('a note to self is found', () => {
    expect(found(unfinishedFindings(source('const a = 1', `// ${'TO'}${'DO'}: more`)))).toEqual([
      '2 a note to self',
    ])
  })
})

describe('unions', () => {
  it('a default case in a switch over kinds is found; in one over anything else it is not', () => {
    const cases = "{ case 'a': f(); break\ndefault: g() }"
    expect(found(defaultCaseFindings(source(`switch (event.kind) ${cases}`)))).toEqual([
      '2 hides a missing case',
    ])
    expect(found(defaultCaseFindings(source(`switch (kind) ${cases}`)))).toEqual(['2 hides a missing case'])
    expect(defaultCaseFindings(source(`switch (text) ${cases}`))).toEqual([])
    expect(defaultCaseFindings(source("switch (event.kind) { case 'a': f() }"))).toEqual([])
  })
})

describe('names that may not be used', () => {
  it('core that uses its surroundings is found', () => {
    const uses = [
      'Date.now()',
      'new Date(0)',
      'const when: Date | undefined = undefined',
      'Math.random()',
      'setTimeout(() => {}, 1)',
      'process.exit(1)',
      'console.log(1)',
      "Buffer.from('')",
      'f({ process })',
      'globalThis.fetch()',
    ]
    for (const use of uses) expect(bannedNameFindings(source(use), surroundings), use).not.toEqual([])
  })

  it('a member, a key or an own name that is called the same is nobody’s surroundings', () => {
    const good = source(
      'const a = { process: 1, setTimeout() {} }',
      'a.process',
      'interface T { readonly console: string; Date: number }',
      'function setInterval() {}',
      'setInterval()',
      'Math.max(1, 2)',
    )
    expect(found(bannedNameFindings(good, surroundings))).toEqual([])
  })

  it('a service that looks at the clock is found; one that formats a time is not', () => {
    expect(found(bannedNameFindings(source('new Date()', 'Date.now()'), timeAndChance))).toEqual([
      '1 Date.now may not be used here',
      '2 Date.now may not be used here',
    ])
    expect(bannedNameFindings(source('new Date(timeMs).toISOString()'), timeAndChance)).toEqual([])
  })

  it('a test that is switched off is found; one that depends on the machine is not', () => {
    for (const use of [
      "it.only('')",
      "describe.skip('')",
      "test.todo('')",
      "xit('')",
      "it.concurrent.only('')",
    ])
      expect(switchedOffFindings(source(`import { it } from 'vitest'\n${use}`)), use).toHaveLength(1)
    expect(switchedOffFindings(source("it.skipIf(missing)('')", "it('only')"))).toEqual([])
  })
})

describe('the repository', () => {
  it('a name that is not kebab-case is found', () => {
    const paths = ['tools/aBc.ts', 'tools/a_b.ts', 'Tools/a.ts', 'tools/a-b.test.ts', 'tools/sign1.ts']
    expect(kebabCaseFindings(paths).map(({ path }) => path)).toEqual(paths.slice(0, 3))
  })

  it('folders of one machine, package registries and tickets are found', () => {
    const bad = [
      ['/wo', 'rk/x'],
      ['/ho', 'me/me'],
      ['../sha', 'red/a'],
      ['registry', '.example.org'],
      ['issue', ' 7'],
    ]
    for (const parts of bad)
      expect(
        foreignWordFindings([{ path: 'a.md', text: `see ${parts.join('')}` }]),
        parts.join(''),
      ).toHaveLength(1)
    const good = ['packages/work/x', 'https://example.org/home/a', 'a shared issue', '/usr/bin/env']
    for (const text of good) expect(foreignWordFindings([{ path: 'a.md', text }]), text).toEqual([])
  })

  it('a workspace of another version, or that wants one, is found', () => {
    const manifests = [
      { folder: '', name: 'root', version: '1.0.0' },
      { folder: 'packages/a', name: 'a', version: '1.1.0', dependencies: { other: '3.0.0' } },
      { folder: 'packages/b', name: 'b', version: '1.0.0', dependencies: { a: '0.9.0' } },
    ]
    expect(found(versionFindings(manifests))).toEqual([
      '1 version is 1.1.0, not 1.0.0',
      '1 a is 0.9.0, not 1.0.0',
    ])
  })

  it('a link to a file that is not there is found', () => {
    const text = '[a](b.md) [c](../d.md#part) [e](https://example.org) [f](#part)\n[g](gone.md)'
    const findings = brokenLinkFindings([{ path: 'docs/a.md', text }], new Set(['docs/b.md', 'd.md']))
    expect(found(findings)).toEqual(['2 links to gone.md, which is not there'])
  })
})
