/** The tokens of the authority's folder. */
import type { TokenPlace } from '../../token-commands.ts'
import { withAuthority } from '../with-authority.ts'

/** Where `muster authority token` finds them. */
export const tokenPlace: TokenPlace = {
  role: 'authority',
  withTokens: (context, work) => withAuthority(context, (authority) => work(authority.accessTokens)),
}
