/** The layers of ARCHITECTURE.md hold in the tree as it stands. */
import { describe, expect, it } from 'vitest'
import { importCircles } from './layers/circles.ts'
import {
  coreFolderFindings,
  coreLibraryFindings,
  realPortFindings,
  relativeImportFindings,
  staleExceptions,
} from './layers/folder-rules.ts'
import { coreLayers, packageLayers } from './layers/layer-tables.ts'
import { placeOf } from './layers/module-path.ts'
import { declarationFindings, entryFindings, packageGraphFindings } from './layers/package-rules.ts'
import { describeFindings } from './source/finding.ts'
import { readSourceTree } from './source/source-tree.ts'

const tree = readSourceTree()

describe('layers', () => {
  it('every workspace and every folder of core has its place in the tables', () => {
    const places = tree.files.map((file) => placeOf(file.path)).filter((place) => place !== undefined)
    const unlisted = places.filter(({ packageName, folder }) =>
      packageName === 'core' ? coreLayers[folder] === undefined : packageLayers[packageName] === undefined,
    )
    expect([...new Set(unlisted.map(({ packageName, folder }) => `${packageName}/${folder}`))]).toEqual([])
  })

  it('workspaces import only the workspaces below them', () => {
    expect(describeFindings(packageGraphFindings(tree))).toEqual([])
  })

  it('every imported package is declared by the workspace that imports it', () => {
    expect(describeFindings(declarationFindings(tree))).toEqual([])
  })

  it('another workspace is reached by an entry that its exports name', () => {
    expect(describeFindings(entryFindings(tree))).toEqual([])
  })

  it('folders of core import only the folders below them', () => {
    expect(describeFindings(coreFolderFindings(tree))).toEqual([])
  })

  it('core imports its few libraries and nothing of the platform', () => {
    expect(describeFindings(coreLibraryFindings(tree))).toEqual([])
  })

  it('only main.ts of authority, host and client imports real ports', () => {
    expect(describeFindings(realPortFindings(tree))).toEqual([])
    expect(staleExceptions(tree)).toEqual([])
  })

  it('relative imports end in .ts and go through the index where a folder has one door', () => {
    expect(describeFindings(relativeImportFindings(tree))).toEqual([])
  })

  it('no imports go in a circle', () => {
    expect(importCircles(tree.files)).toEqual([])
  })
})
