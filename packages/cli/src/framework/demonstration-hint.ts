/** A hint for whoever looks for a role's folder beside the one that `muster up` made. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, type ErrorCode } from '@muster/core/errors'
import type { Role } from './definitions.ts'

/** Folder that `muster up` makes unless told otherwise. */
export const demonstrationFolder = 'muster-data'

const folderByRole: Readonly<Record<Role, string | undefined>> = {
  authority: join(demonstrationFolder, 'authority'),
  host: join(demonstrationFolder, 'host'),
  client: join(demonstrationFolder, 'machines', '001'),
  fleet: undefined,
}

const nothingHere: readonly ErrorCode[] = [
  'authority-not-initialised',
  'host-not-initialised',
  'licence-missing',
]

/** A line that names the demonstration's folder, where one is below the working folder and none was named. */
export function demonstrationHint(role: Role | undefined, dataIsGiven: boolean): string | undefined {
  if (role === undefined || dataIsGiven) return undefined
  const folder = folderByRole[role]
  return folder !== undefined && existsSync(folder)
    ? `For what "muster up" made here, add --data ${folder}`
    : undefined
}

/** Whether an error says that the folder holds nothing of its role. */
export function isAboutEmptyFolder(error: unknown): boolean {
  return nothingHere.includes(codeOf(error))
}
