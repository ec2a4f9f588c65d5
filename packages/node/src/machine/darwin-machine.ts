/** A Mac, from `ioreg` (platform UUID and serial number) and `sysctl kern.hv_vmm_present`. Best effort. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { HardwareFact, Machine } from '@muster/core/ports'
import { meaningfulFacts } from './facts.ts'
import { qualifiedName } from './qualified-name.ts'
import { once, outputOf } from './run-command.ts'

/** A Mac. */
export function darwinMachine(): Machine {
  const facts = once(() =>
    readPlatformExpert(outputOf('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'])),
  )
  const virtual = once(() => outputOf('/usr/sbin/sysctl', ['-n', 'kern.hv_vmm_present']).trim() === '1')
  return { name: () => qualifiedName(hostname(), hostsFile()), isVirtual: virtual, hardwareFacts: facts }
}

/** The facts in what `ioreg` printed about the platform expert. */
export function readPlatformExpert(output: string): readonly HardwareFact[] {
  const valueNamed = (name: string) => new RegExp(`"${name}" = "([^"]*)"`).exec(output)?.[1]
  return meaningfulFacts([
    ['system-uuid', valueNamed('IOPlatformUUID')],
    ['system-serial', valueNamed('IOPlatformSerialNumber')],
  ])
}

function hostsFile(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8')
  } catch {
    return ''
  }
}
