/** Each layer rule fires on a small bad file and stays silent on a good one. */
import { describe, expect, it } from 'vitest'
import type { Finding } from '../source/finding.ts'
import { parseSource } from '../source/source-file.ts'
import type { Manifest, SourceTree } from '../source/source-tree.ts'
import { importCircles } from './circles.ts'
import {
  coreFolderFindings,
  coreLibraryFindings,
  realPortFindings,
  relativeImportFindings,
  staleExceptions,
} from './folder-rules.ts'
import { declarationFindings, entryFindings, packageGraphFindings } from './package-rules.ts'

const manifests: readonly Manifest[] = [
  { folder: '', name: 'root', version: '1.0.0', devDependencies: { vitest: '1.0.0' } },
  {
    folder: 'packages/core',
    name: '@muster/core',
    version: '1.0.0',
    exports: { './wire': './src/wire/index.ts' },
    dependencies: { '@noble/curves': '1.0.0' },
  },
  {
    folder: 'packages/host',
    name: '@muster/host',
    version: '1.0.0',
    dependencies: { '@muster/core': '1.0.0' },
  },
  { folder: 'packages/client', name: '@muster/client', version: '1.0.0', exports: { '.': './src/index.ts' } },
]

function tree(files: Readonly<Record<string, string>>): SourceTree {
  return { files: Object.entries(files).map(([path, text]) => parseSource(path, text)), manifests }
}

function messages(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ line, message }) => `${line} ${message}`)
}

describe('rules between workspaces', () => {
  it('a workspace that imports one beside or above it is found, whatever the form of the import', () => {
    const bad = tree({
      'packages/host/src/a.ts': [
        "import { x } from '@muster/client'",
        "export { y } from '@muster/client'",
        "export * from '@muster/client'",
        "const z = await import('@muster/client')",
        "type T = import('@muster/client').T",
        "import '@muster/client'",
        "import { decodeRequest } from '@muster/core/wire'",
      ].join('\n'),
    })
    expect(messages(packageGraphFindings(bad))).toEqual(
      [1, 2, 3, 4, 5, 6].map((line) => `${line} host may not import client`),
    )
  })

  it('an undeclared package is found, also one that a sibling declares', () => {
    const bad = tree({
      'packages/host/src/a.ts': "import '@noble/curves'\nimport '@muster/core/wire'\nimport 'node:net'",
      'packages/host/src/a.test.ts': "import 'vitest'\nimport 'fast-check'",
      'packages/host/src/b.ts': "import 'vitest'",
      'tests/proofs/a.test.ts': "import '@muster/client'",
    })
    expect(messages(declarationFindings(bad))).toEqual([
      "1 @noble/curves is not declared in packages/host's package.json",
      "2 fast-check is not declared in packages/host's package.json",
      "1 vitest is not declared in packages/host's package.json",
    ])
  })

  it('an entry that the exports do not name and a path into another workspace are found', () => {
    const bad = tree({
      'packages/host/src/a.ts':
        "import '@muster/core/src/wire/frame.ts'\nimport '../../core/src/wire/index.ts'",
      'tests/a.test.ts': "import '../packages/host/src/a.ts'\nimport '@muster/core/wire'",
    })
    expect(messages(entryFindings(bad))).toEqual([
      '1 @muster/core does not export ./src/wire/frame.ts',
      '2 ../../core/src/wire/index.ts leaves the package',
      '1 ../packages/host/src/a.ts reaches into a package',
    ])
  })
})

describe('rules inside a workspace', () => {
  it('a folder of core that looks up is found', () => {
    const bad = tree({
      'packages/core/src/errors/a.ts': "import '../wire/index.ts'",
      'packages/core/src/wire/a.ts': "import '../errors/index.ts'",
      'packages/core/src/new/a.ts': "import '../errors/index.ts'",
    })
    expect(messages(coreFolderFindings(bad))).toEqual([
      '1 core/errors may not import core/wire',
      '1 core/new may not import core/errors',
    ])
  })

  it('a library or a part of the platform in core is found', () => {
    const bad = tree({
      'packages/core/src/wire/a.ts': "import 'node:fs'\nimport '@noble/curves'\nimport 'valibot'",
      'packages/core/src/wire/a.test.ts': "import 'node:fs'",
    })
    expect(messages(coreLibraryFindings(bad))).toEqual([
      '1 core may not import node:fs',
      '3 core may not import valibot',
    ])
  })

  it('real ports outside main.ts are found, unless the file is an exception', () => {
    const bad = tree({
      'packages/host/src/tcp/a.ts': "import 'node:net'\nimport '@muster/store/sqlite'\nimport '@muster/node'",
      'packages/host/src/main.ts': "import 'node:net'",
      'packages/host/src/platform.ts': "import 'node:os'",
      'packages/host/src/a.test.ts': "import 'node:net'",
    })
    const exceptions = {
      'packages/host/src/platform.ts': 'asks the platform',
      'packages/host/src/gone.ts': 'none',
    }
    expect(messages(realPortFindings(bad, exceptions))).toEqual([
      '1 only main.ts may import node:net',
      '2 only main.ts may import @muster/store/sqlite',
      '3 only main.ts may import @muster/node',
    ])
    expect(staleExceptions(bad, exceptions)).toEqual(['packages/host/src/gone.ts'])
  })

  it('a relative import without its ending, of the own entry, or past an index is found', () => {
    const bad = tree({
      'packages/core/src/wire/a.ts': "import './b'\nimport '../errors/table.ts'\nimport './c.ts'",
      'packages/host/src/tcp/a.ts': "import '../index.ts'\nimport '../config.ts'",
    })
    expect(messages(relativeImportFindings(bad))).toEqual([
      '1 ./b does not end in .ts',
      '2 core/errors is imported by its index',
      "1 ../index.ts is the package's own entry",
    ])
  })
})

describe('circles', () => {
  it('a circle is found once, also through types; a diamond is none', () => {
    const { files } = tree({
      'tools/a.ts': "import './b.ts'\nimport './d.ts'",
      'tools/b.ts': "import './c.ts'\nimport './d.ts'",
      'tools/c.ts': "import type { A } from './a.ts'",
      'tools/d.ts': '',
    })
    expect(importCircles(files)).toEqual(['tools/a.ts -> tools/b.ts -> tools/c.ts -> tools/a.ts'])
  })
})
