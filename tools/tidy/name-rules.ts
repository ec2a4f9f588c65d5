/** Names of files, and words that have no place in a project that speaks of itself alone. */
import type { Finding } from '../source/finding.ts'

/** A file as text, whatever its kind. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/

/** What a text must not contain, with the reason. */
export const foreignWords: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /(?<![\w.~-])\/(root|home|work|Users)\/\w/, message: 'names a folder of one machine' },
  { pattern: /\.\.\/shared\b/, message: 'names a folder outside the repository' },
  { pattern: /\bregistry\.[a-z-]+\.[a-z]{2,}/i, message: 'names a package registry' },
  { pattern: /\bissues? #?\d+/i, message: 'names a ticket; say the reason instead' },
]

/** Paths with a part that is not kebab-case. */
export function kebabCaseFindings(paths: readonly string[]): readonly Finding[] {
  return paths
    .filter((path) => path.split('/').some((part) => !kebabCase.test(part)))
    .map((path) => ({ path, line: 1, message: 'the name is not kebab-case' }))
}

/** Places that contain one of the {@link foreignWords}. */
export function foreignWordFindings(files: readonly TextFile[]): readonly Finding[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((content, index) =>
        foreignWords
          .filter(({ pattern }) => pattern.test(content))
          .map(({ message }) => ({ path, line: index + 1, message })),
      ),
  )
}
