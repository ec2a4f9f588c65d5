/** The directory with real ports. */
import { drawFrom } from '@muster/core/discovery'
import { createResolver, keptConnection, nodeCryptography, systemClock, systemRandom } from '@muster/node'
import type { DirectoryAccess } from './access.ts'
import { Directory } from './directory.ts'

/** Reaches a directory. Close it when done. Rejects as `Directory.open`. */
export function openRealDirectory(access: DirectoryAccess): Promise<Directory> {
  return Directory.open(access, {
    resolver: createResolver(),
    draw: drawFrom((length) => systemRandom.bytes(length)),
    post: keptConnection(),
    random: systemRandom,
    clock: systemClock,
    cryptography: nodeCryptography,
  })
}

export { accessTo } from './domain-directory.ts'
