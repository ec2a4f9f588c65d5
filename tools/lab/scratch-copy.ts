/** A copy of the sources in a temporary folder, with the installed packages linked: there anything may be broken. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Edit } from './patches.ts'

const repository = join(import.meta.dirname, '../..')
const scope = '@muster'

/** The copy; it is gone when it is disposed of. */
export interface ScratchCopy extends AsyncDisposable {
  readonly path: string
  /** Patches a file of the copy. Throws where the text to replace is not there exactly once. */
  edit(edit: Edit): Promise<void>
}

/** Copies packages and tools. */
export async function scratchCopy(): Promise<ScratchCopy> {
  const path = await mkdtemp(join(tmpdir(), 'muster-scratch-'))
  for (const name of ['package.json', 'packages', 'tools'])
    await cp(join(repository, name), join(path, name), {
      recursive: true,
      filter: (source) => !source.endsWith('/node_modules'),
    })
  await linkPackages(path)
  return {
    path,
    edit: ({ file, right, wrong }) => replace(join(path, file), right, wrong),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

async function linkPackages(path: string): Promise<void> {
  const installed = join(repository, 'node_modules')
  const linked = join(path, 'node_modules')
  await mkdir(join(linked, scope), { recursive: true })
  for (const name of await readdir(installed))
    if (name !== scope) await symlink(join(installed, name), join(linked, name))
  for (const name of await readdir(join(path, 'packages')))
    await symlink(join(path, 'packages', name), join(linked, scope, name))
}

async function replace(file: string, right: string, wrong: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  if (text.split(right).length !== 2) throw new Error(`${file} does not hold this exactly once:\n${right}`)
  await writeFile(
    file,
    text.replace(right, () => wrong),
  )
}
