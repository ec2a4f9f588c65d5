/** The tokens of the host's folder. */
import type { TokenPlace } from '../../token-commands.ts'
import { withHost } from '../with-host.ts'

/** Where `muster host token` finds them. */
export const tokenPlace: TokenPlace = {
  role: 'host',
  withTokens: (context, work) => withHost(context, (host) => work(host.accessTokens)),
}
