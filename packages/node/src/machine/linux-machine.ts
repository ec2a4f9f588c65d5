/**
 * A Linux computer, from /sys, /proc and /etc. Everything that a disk image carries along, such as /etc/machine-id,
 * is left out of the facts, since a copy must differ from its original. A container states no facts.
 */
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs'
import { hostname as systemHostname } from 'node:os'
import { join } from 'node:path'
import type { HardwareFact, Machine } from '@muster/core/ports'
import { meaningfulFacts } from './facts.ts'
import { linuxDomain } from './linux-domain.ts'
import { qualifiedName } from './qualified-name.ts'
import { isVirtualHardware } from './virtual-vendors.ts'

const fileBytesMax = 65_536
const interfacesMax = 64
const disksMax = 64

/** A Linux computer. `root`, `hostname` and `environment` are chosen in tests only. */
export function linuxMachine(
  root = '/',
  hostname: () => string = systemHostname,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Machine {
  const read = (path: string) => readText(join(root, path))
  const list = (path: string) => listFolder(join(root, path))
  const resolve = (path: string) => resolvePath(join(root, path))
  const isContainer = () => looksLikeContainer((path) => existsSync(join(root, path)), read)
  return {
    name: () => qualifiedName(hostname(), read('etc/hosts') ?? ''),
    isVirtual: () => isContainer() || looksLikeVirtualMachine(read),
    hardwareFacts: () => (isContainer() ? [] : linuxFacts({ read, list, resolve })),
    domain: () =>
      linuxDomain(
        { read: (path) => readBytes(join(root, path)), exists: (path) => existsSync(join(root, path)) },
        environment,
      ),
  }
}

interface FileTree {
  readonly read: (path: string) => string | undefined
  readonly list: (path: string) => readonly string[]
  /** The path that symbolic links lead to. */
  readonly resolve: (path: string) => string | undefined
}

function looksLikeContainer(
  exists: (path: string) => boolean,
  read: (path: string) => string | undefined,
): boolean {
  const marks = ['.dockerenv', 'run/.containerenv', 'run/systemd/container']
  if (marks.some(exists)) return true
  if (/(^|\0)container=/.test(read('proc/1/environ') ?? '')) return true
  return /docker|kubepods|containerd|libpod|\/lxc/.test(read('proc/1/cgroup') ?? '')
}

function looksLikeVirtualMachine(read: (path: string) => string | undefined): boolean {
  // The first domain of a Xen machine sees a hypervisor, but runs on the hardware itself.
  if (read('proc/xen/capabilities')?.includes('control_d')) return false
  if (/^flags\s*:.*\shypervisor(\s|$)/m.test(read('proc/cpuinfo') ?? '')) return true
  if (read('sys/hypervisor/type') !== undefined) return true
  if (read('proc/device-tree/hypervisor/compatible') !== undefined) return true
  return isVirtualHardware(
    read('sys/class/dmi/id/sys_vendor') ?? '',
    read('sys/class/dmi/id/product_name') ?? '',
  )
}

function linuxFacts(tree: FileTree): readonly HardwareFact[] {
  const firmware = 'sys/class/dmi/id'
  return meaningfulFacts([
    ['system-uuid', tree.read(`${firmware}/product_uuid`)],
    ['system-serial', tree.read(`${firmware}/product_serial`)],
    ['board-serial', tree.read(`${firmware}/board_serial`)],
    ['board-serial', tree.read('proc/device-tree/serial-number')?.replaceAll('\0', '')],
    ...networkFacts(tree),
    ...diskFacts(tree),
  ])
}

/** Addresses burnt into cards: not of bridges, not set by hand or at random, not of adapters that are carried about. */
function networkFacts({ read, list, resolve }: FileTree): readonly (readonly [string, string | undefined])[] {
  const folder = 'sys/class/net'
  const ethernet = '1'
  const permanent = '0'
  return list(folder)
    .slice(0, interfacesMax)
    .filter((name) => isBuiltIn(resolve(`${folder}/${name}/device`)))
    .filter((name) => read(`${folder}/${name}/type`)?.trim() === ethernet)
    .filter((name) => read(`${folder}/${name}/addr_assign_type`)?.trim() === permanent)
    .map((name) => ['network-address', read(`${folder}/${name}/address`)])
}

function diskFacts({ read, list, resolve }: FileTree): readonly (readonly [string, string | undefined])[] {
  const folder = 'sys/block'
  return list(folder)
    .slice(0, disksMax)
    .filter((name) => isBuiltIn(resolve(`${folder}/${name}/device`)))
    .filter((name) => read(`${folder}/${name}/removable`)?.trim() !== '1')
    .map((name) => {
      const places = ['serial', 'device/serial', 'wwid', 'device/wwid']
      return ['disk-serial', places.map((place) => read(`${folder}/${name}/${place}`)).find(Boolean)]
    })
}

function isBuiltIn(devicePath: string | undefined): boolean {
  return devicePath !== undefined && !devicePath.includes('/usb')
}

function readText(path: string): string | undefined {
  return readBytes(path)?.toString('utf8')
}

function readBytes(path: string): Buffer | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const buffer = Buffer.alloc(fileBytesMax)
    return buffer.subarray(0, readSync(descriptor, buffer, 0, fileBytesMax, 0))
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path).sort()
  } catch {
    return []
  }
}

function resolvePath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
