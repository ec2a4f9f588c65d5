/** `muster authority token list`: who can sign in. */
import { listTokensCommand } from '../../token-commands.ts'
import { tokenPlace } from './token-place.ts'

export const command = listTokensCommand(tokenPlace)
