/**
 * A Windows computer, from its CIM classes (Win32_ComputerSystem, Win32_ComputerSystemProduct, Win32_BaseBoard,
 * Win32_NetworkAdapter, Win32_DiskDrive) in one PowerShell call. Best effort: what cannot be read is left out.
 */
import { hostname } from 'node:os'
import type { DomainMembership, HardwareFact, Machine } from '@muster/core/ports'
import { meaningfulFacts } from './facts.ts'
import { once, outputOf } from './run-command.ts'
import { isVirtualHardware } from './virtual-vendors.ts'

const script = `
$ErrorActionPreference = 'SilentlyContinue'
$system = Get-CimInstance Win32_ComputerSystem
'name=' + $(if ($system.PartOfDomain) { $system.DNSHostName + '.' + $system.Domain } else { $system.DNSHostName })
'domain=' + $(if ($system.PartOfDomain) { $system.Domain })
'vendor=' + $system.Manufacturer
'model=' + $system.Model
'system-uuid=' + (Get-CimInstance Win32_ComputerSystemProduct).UUID
Get-CimInstance Win32_BaseBoard | ForEach-Object { 'board-serial=' + $_.SerialNumber }
Get-CimInstance Win32_NetworkAdapter -Filter 'PhysicalAdapter=True' |
  Where-Object { $_.PNPDeviceID -notlike 'USB*' } | ForEach-Object { 'network-address=' + $_.MACAddress }
Get-CimInstance Win32_DiskDrive -Filter "InterfaceType<>'USB'" | ForEach-Object { 'disk-serial=' + $_.SerialNumber }
`

const factNames = new Set(['system-uuid', 'board-serial', 'network-address', 'disk-serial'])

/** A Windows computer. */
export function windowsMachine(): Machine {
  const parameters = ['-NoProfile', '-NonInteractive', '-Command', script]
  const description = once(() => readWindowsDescription(outputOf('powershell.exe', parameters)))
  return {
    name: () => description().name || hostname(),
    isVirtual: () => description().isVirtual,
    hardwareFacts: () => description().facts,
    domain: () => description().domain,
  }
}

/** What the script printed, one `name=value` a line. */
export function readWindowsDescription(output: string): {
  readonly name: string
  readonly isVirtual: boolean
  readonly facts: readonly HardwareFact[]
  readonly domain: DomainMembership | undefined
} {
  const pairs = output.split(/\r?\n/).map((line): readonly [string, string] => {
    const [name = '', ...rest] = line.split('=')
    return [name, rest.join('=').trim()]
  })
  const valueNamed = (wanted: string) => pairs.find(([name]) => name === wanted)?.[1] ?? ''
  const domain = valueNamed('domain').toLowerCase()
  return {
    name: valueNamed('name'),
    isVirtual: isVirtualHardware(valueNamed('vendor'), valueNamed('model')),
    facts: meaningfulFacts(pairs.filter(([name]) => factNames.has(name))),
    domain: domain === '' ? undefined : { domain, source: 'Win32_ComputerSystem' },
  }
}
