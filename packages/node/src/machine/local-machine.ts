/** This computer, as far as its operating system tells; where nothing can be told, nothing is claimed. */
import { hostname } from 'node:os'
import type { Machine } from '@muster/core/ports'
import { darwinMachine } from './darwin-machine.ts'
import { linuxMachine } from './linux-machine.ts'
import { windowsMachine } from './windows-machine.ts'

/** The computer that this process runs on. */
export function localMachine(): Machine {
  switch (process.platform) {
    case 'linux':
      return linuxMachine()
    case 'win32':
      return windowsMachine()
    case 'darwin':
      return darwinMachine()
    default:
      return { name: hostname, isVirtual: () => false, hardwareFacts: () => [] }
  }
}
