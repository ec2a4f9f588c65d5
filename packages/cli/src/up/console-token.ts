/** A token for the console of a demonstration: a fresh one at each start, in place of the one before. */
import type { AccessTokens } from '@muster/console'

const name = 'muster up'

/** Makes the token and removes earlier ones of the same name. */
export async function consoleToken(tokens: AccessTokens): Promise<string> {
  for (const earlier of await tokens.list()) if (earlier.name === name) await tokens.remove(earlier.id)
  return (await tokens.issue({ name, role: 'admin' })).token
}
