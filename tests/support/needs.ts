/**
 * Tests that need a program of this computer: without it they are skipped, loudly, or fail where CI=true says that
 * everything must be there. `tests/servers/install` installs what is missing.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, it } from 'vitest'

/** A `describe` whose tests need these programs, each found in the search path or by its own path. */
export function describeWith(programs: readonly string[], name: string, tests: () => void): void {
  const missing = programs.filter((program) => !isInstalled(program))
  if (missing.length === 0) {
    describe(name, tests)
    return
  }
  const reason = `${missing.join(', ')} missing: run tests/servers/install`
  if (process.env.CI === 'true') {
    it(name, () => {
      throw new Error(reason)
    })
    return
  }
  console.warn(`SKIPPED: ${name}. ${reason}.`)
  describe.skipIf(true)(`${name} (${reason})`, tests)
}

/** Daemons stand in folders that a user's search path may lack. */
const daemonFolders = ['/usr/sbin', '/sbin', '/usr/local/sbin']

function isInstalled(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...daemonFolders]
  const paths = program.includes('/') ? [program] : folders.map((folder) => join(folder, program))
  return paths.some(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
