/** The reader that a machine is given: one short visit to its directory for each reading. */
import type { ActivationObjectReader } from '@muster/core/ports'
import type { DirectoryAccess } from './access.ts'
import type { ServerPorts } from './find-servers.ts'
import { readObjectsFor } from './object-store.ts'
import { openDirectory } from './open-directory.ts'
import { findPlace } from './place.ts'

/** A reader of the directory that this access leads to. Nothing is kept open between two readings. */
export function createActivationObjectReader(
  access: DirectoryAccess,
  ports: ServerPorts,
): ActivationObjectReader {
  return {
    async read({ productGroup }) {
      const session = await openDirectory(access, ports)
      try {
        const place = await findPlace(session, access.base)
        const objects = await readObjectsFor(session, place, productGroup)
        const { forestId, forestName } = place
        return { forestId, forestName, server: session.server, objects }
      } finally {
        await session.close()
      }
    },
  }
}
