/** A few files in one folder. Paths are names below a root that the implementation was given. */

/** Small files, written whole. */
export interface Files {
  /** The content, or undefined where there is no such file. Rejects with `state-unreadable` when it cannot be read. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Replaces the file atomically and durably, readable by its owner only: after a crash it is the old or the new one. */
  write(name: string, content: Uint8Array): Promise<void>
  /** Renames within the folder, replacing what has the new name. */
  rename(from: string, to: string): Promise<void>
  /** Removes the file; does nothing where there is none. */
  remove(name: string): Promise<void>
  /** Runs `work` while no other process holds the lock of this name. Rejects with `state-locked` when it stays taken for `waitMs`. */
  exclusively<T>(name: string, waitMs: number, work: () => Promise<T>): Promise<T>
}
