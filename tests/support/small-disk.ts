/** A small file system of its own, that can be filled, emptied and made read-only. It needs root, as mounting does. */
import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

const fillName = 'fill'

/** One small disk. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  /** Writes until nothing more fits. */
  fill(): void
  /** Takes back what {@link fill} wrote. */
  empty(): void
  setReadOnly(on: boolean): void
}

/** Whether this process may mount. */
export function canMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

/** Mounts a disk of so many megabytes. */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await temporaryFolder()
  const { path } = folder
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  return {
    path,
    fill: () => {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(join(path, fillName), Buffer.alloc(bavail * bsize))
    },
    empty: () => rmSync(join(path, fillName), { force: true }),
    setReadOnly: (on) => execFileSync('mount', ['-o', `remount,${on ? 'ro' : 'rw'}`, path]),
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', ['-l', path])
      await folder[Symbol.asyncDispose]()
    },
  }
}
