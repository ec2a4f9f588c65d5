/** `muster host token new`: a token to sign in with. */
import { newTokenCommand } from '../../token-commands.ts'
import { tokenPlace } from './token-place.ts'

export const command = newTokenCommand(tokenPlace)
