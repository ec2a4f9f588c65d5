/** Things that must agree across the repository: versions, licences, and links between documents. */
import { posix } from 'node:path'
import type { Finding } from '../source/finding.ts'
import type { Manifest } from '../source/source-tree.ts'
import type { TextFile } from './name-rules.ts'

/** Workspaces whose version, or whose dependency on another workspace, is not the root's version. */
export function versionFindings(manifests: readonly Manifest[]): readonly Finding[] {
  const version = manifests.find(({ folder }) => folder === '')?.version
  const names = new Set(manifests.map(({ name }) => name))
  return manifests.flatMap((manifest) => {
    const stated = [
      ['version', manifest.version] as const,
      ...Object.entries(manifest.dependencies ?? {}).filter(([name]) => names.has(name)),
    ]
    return stated
      .filter(([, found]) => found !== version)
      .map(([what, found]) => ({
        path: posix.join(manifest.folder, 'package.json'),
        line: 1,
        message: `${what} is ${found}, not ${version}`,
      }))
  })
}

/** Links of Markdown documents to files that are not there. `paths` are all files and folders of the repository. */
export function brokenLinkFindings(
  documents: readonly TextFile[],
  paths: ReadonlySet<string>,
): readonly Finding[] {
  return documents.flatMap(({ path, text }) =>
    text.split('\n').flatMap((content, index) =>
      [...content.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !/^(https?:|mailto:|#)/.test(target))
        .filter((target) => !paths.has(linkedPath(path, target)))
        .map((target) => ({ path, line: index + 1, message: `links to ${target}, which is not there` })),
    ),
  )
}

function linkedPath(from: string, target: string): string {
  const [file = ''] = target.split('#')
  return posix.join(posix.dirname(from), file).replace(/\/$/, '')
}
