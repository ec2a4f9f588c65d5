/** The machine that was measured, as far as it bears on the figures. */
import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { percentile } from './statistics.ts'

/** What a reader needs to compare figures with others. */
export interface MachineDescription {
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  /** File system of the host's store, and what one durable write of a page takes there. */
  readonly fileSystem: string
  readonly durableWriteMs: number
}

const writesTimed = 50
const pageBytes = 4_096
/** Numbers of statfs(2) for what a benchmark meets. */
const fileSystems: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2035054128: 'overlay',
}

/** Describes this machine and the folder that the host stores in. */
export function describeMachine(folder: string): MachineDescription {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    fileSystem: fileSystems[statfsSync(folder).type] ?? 'another',
    durableWriteMs: timeDurableWrite(join(folder, 'probe')),
  }
}

function timeDurableWrite(path: string): number {
  const file = openSync(path, 'w')
  try {
    const page = Buffer.alloc(pageBytes)
    const times = Array.from({ length: writesTimed }, () => {
      const startMs = performance.now()
      writeSync(file, page)
      fdatasyncSync(file)
      return performance.now() - startMs
    })
    return percentile(
      times.toSorted((left, right) => left - right),
      0.5,
    )
  } finally {
    closeSync(file)
    rmSync(path)
  }
}
