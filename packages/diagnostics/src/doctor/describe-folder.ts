/** What the doctor says of a folder and its rights. */
import { type Finding, fail, ok, warn } from './check.ts'
import type { FolderFacts } from './client-facts.ts'

/** The finding of a state folder. */
export function describeFolder({ path, exists, usable, openToAll }: FolderFacts): Finding {
  if (!exists)
    return warn(
      `${path} does not exist.`,
      'It is made at the first use; see that --data names the right one.',
    )
  if (!usable)
    return fail(`This account may not write in ${path}.`, 'Run the command as the account that owns it.')
  if (openToAll)
    return fail(`Everybody may write in ${path}.`, 'Leave it to its owner.', `chmod go-w ${path}`)
  return ok(`${path} is writable, and not by everybody.`)
}
