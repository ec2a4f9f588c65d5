/** The tree is tidy: each rule of CONTRIBUTING.md that a machine can judge, as one test. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { portedPackages } from './layers/layer-tables.ts'
import { isTestFile, placeOf } from './layers/module-path.ts'
import { describeFindings } from './source/finding.ts'
import { readSourceTree, repositoryRoot } from './source/source-tree.ts'
import { bannedNameFindings, surroundings, switchedOffFindings, timeAndChance } from './tidy/call-rules.ts'
import { headerFindings, undocumentedFindings, unfinishedFindings } from './tidy/comment-rules.ts'
import { foreignWordFindings, kebabCaseFindings } from './tidy/name-rules.ts'
import { brokenLinkFindings, versionFindings } from './tidy/repository-rules.ts'
import {
  fileLengthFindings,
  fileLinesMax,
  functionLengthFindings,
  functionLinesMax,
} from './tidy/size-rules.ts'
import { defaultCaseFindings } from './tidy/union-rules.ts'

const { files, manifests } = readSourceTree()
const sources = files.filter(({ path }) => !isTestFile(path))
const inPackages = sources.filter(({ path }) => placeOf(path) !== undefined)
const inTools = files.filter(({ path }) => path.startsWith('tools/') && !path.endsWith('.test.ts'))

describe('tidiness', () => {
  it(`a file has at most ${fileLinesMax} lines`, () => {
    expect(describeFindings(fileLengthFindings(files))).toEqual([])
  })

  it(`a function has at most ${functionLinesMax} lines`, () => {
    expect(describeFindings(functionLengthFindings(files))).toEqual([])
  })

  it('every file opens with a header comment', () => {
    expect(describeFindings(headerFindings(files))).toEqual([])
  })

  it('every exported function, class, interface and type is documented', () => {
    const documented = [...inPackages, ...inTools].filter(({ path }) => posix.basename(path) !== 'index.ts')
    expect(describeFindings(undocumentedFindings(documented))).toEqual([])
  })

  it('no note to self is left in the code', () => {
    expect(describeFindings(unfinishedFindings(files))).toEqual([])
  })

  it('core uses nothing of its surroundings', () => {
    const core = inPackages.filter(({ path }) => placeOf(path)?.packageName === 'core')
    expect(core.length).toBeGreaterThan(0)
    expect(describeFindings(bannedNameFindings(core, surroundings))).toEqual([])
  })

  it('services take time and chance from their ports', () => {
    const services = inPackages.filter(({ path }) => {
      const place = placeOf(path)
      return (
        place !== undefined && portedPackages.includes(place.packageName) && !path.endsWith('/src/main.ts')
      )
    })
    expect(describeFindings(bannedNameFindings(services, timeAndChance))).toEqual([])
  })

  it('a switch over kinds has no default case', () => {
    expect(describeFindings(defaultCaseFindings(files))).toEqual([])
  })

  it('no test is switched off', () => {
    expect(describeFindings(switchedOffFindings(files))).toEqual([])
  })

  it('files have kebab-case names', () => {
    expect(describeFindings(kebabCaseFindings(files.map(({ path }) => path)))).toEqual([])
  })
})

describe('the repository', () => {
  const paths = committedPaths()
  const texts = paths
    .filter((path) => !/\.(bin|png|jpg|ico|woff2?|cbor|db|frame)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }))

  it('all workspaces have one version', () => {
    expect(describeFindings(versionFindings(manifests))).toEqual([])
  })

  it('the licence is there and every workspace states it', () => {
    expect(readFileSync(join(repositoryRoot, 'LICENSE'), 'utf8')).toContain('Apache License')
    const stated = manifests.map((manifest) => (manifest as { license?: string }).license)
    expect(new Set(stated)).toEqual(new Set(['Apache-2.0']))
  })

  it('the project speaks of itself alone', () => {
    expect(describeFindings(foreignWordFindings(texts))).toEqual([])
  })

  it('links between documents lead somewhere', () => {
    const folders = paths.flatMap((path) =>
      path.split('/').map((_, index, parts) => parts.slice(0, index).join('/')),
    )
    const known = new Set([...paths, ...folders, '.'])
    const documents = texts.filter(({ path }) => path.endsWith('.md'))
    expect(describeFindings(brokenLinkFindings(documents, known))).toEqual([])
  })
})

/** What git tracks or would track, as far as it is still there. */
function committedPaths(): readonly string[] {
  const list = (...options: string[]) =>
    execFileSync('git', ['ls-files', '-z', ...options], { cwd: repositoryRoot, encoding: 'utf8' }).split('\0')
  const gone = new Set(list('--deleted'))
  return list('--cached', '--others', '--exclude-standard').filter((path) => path !== '' && !gone.has(path))
}
