/** `muster authority token remove`: a token that no longer opens anything. */
import { removeTokenCommand } from '../../token-commands.ts'
import { tokenPlace } from './token-place.ts'

export const command = removeTokenCommand(tokenPlace)
