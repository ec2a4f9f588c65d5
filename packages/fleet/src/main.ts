/** The fleet tool with real ports. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { drawFrom } from '@muster/core/discovery'
import { AppError } from '@muster/core/errors'
import type { DirectorySetting } from '@muster/core/licensing'
import { accessTo } from '@muster/directory'
import {
  createResolver,
  keptConnection,
  nodeCryptography,
  nodeKeyedHash,
  runChildCommand,
  systemClock,
  systemRandom,
  tcpDialer,
} from '@muster/node'
import { type AcquiredFile, acquireForFile } from './carrying/carry.ts'
import { httpAuthority } from './confirming/http-authority.ts'
import { directoryComputers } from './discovering/directory-computers.ts'
import { Fleet } from './fleet.ts'
import type { ComputerDirectory } from './ports.ts'
import { openSqliteInventory } from './sqlite/inventory.ts'

const databaseName = 'fleet.sqlite'
const folderMode = 0o700

/**
 * Opens the inventory of a folder; with `create` it is made where there is none. Throws `fleet-inventory-missing`,
 * `file-access`, and the codes of a store.
 */
export function openFleet(folder: string, options: { readonly create?: boolean } = {}): Fleet {
  const path = join(folder, databaseName)
  if (!existsSync(path)) {
    if (options.create !== true) throw new AppError('fleet-inventory-missing', folder)
    makeFolder(folder)
  }
  return new Fleet({
    inventory: openSqliteInventory(path, systemRandom),
    runCommand: runChildCommand,
    authority: authorityAt,
    dialer: tcpDialer,
    clock: systemClock,
    cryptography: nodeCryptography,
    keyedHash: nodeKeyedHash,
  })
}

/**
 * The computers in the directory of a domain whose names fit a pattern. `setting` says how it is reached. Throws
 * `usage`, `file-not-found`, `directory-password-unprotected`.
 */
export async function computersOfDomain(
  setting: DirectorySetting,
  pattern: string | undefined,
): Promise<ComputerDirectory> {
  const access = await accessTo(setting.domain, setting, process.env)
  const ports = { resolver: createResolver(), draw: drawFrom((length) => systemRandom.bytes(length)) }
  return directoryComputers({ access, ...(pattern === undefined ? {} : { pattern }) }, ports)
}

/** Acquires confirmations for an exported file, where the authority can be reached (see `acquireForFile`). */
export function acquireForExport(
  file: Uint8Array,
  productKeys: readonly string[],
  authority: string,
): Promise<AcquiredFile> {
  return acquireForFile(file, productKeys, authorityAt(authority), nodeCryptography)
}

function authorityAt(address: string) {
  return httpAuthority(address, keptConnection(), systemRandom)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: folderMode })
  } catch (cause) {
    throw new AppError('file-access', folder, { cause })
  }
}
