/** All that the host needs to go on elsewhere, as one archive. */
import { type ApiRoute, route } from '@muster/console'
import type { HostApiContext } from './administration.ts'

const mediaType = 'application/x-tar'

/** The route. */
export function backupRoutes({ administration, clock }: HostApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/backup',
      operation: 'downloadBackup',
      summary:
        'One consistent copy of store, key pair and configuration as a tar archive, taken while the service runs. It holds the private key of the host.',
      role: 'admin',
      isAudited: true,
      mediaType,
      handle: async () => {
        const { content, sizeBytes } = await administration.backupArchive()
        const day = new Date(clock.nowMs()).toISOString().slice(0, 10)
        const headers = {
          'content-type': mediaType,
          'content-length': String(sizeBytes),
          'content-disposition': `attachment; filename="muster-host-${day}.tar"`,
          'cache-control': 'no-store',
        }
        return new Response(content, { headers })
      },
    }),
  ]
}
