/** The inventory as `muster host clients --json` prints it (R2.14), newest first. */
import type { HostStore, MachineRecord } from '@muster/core/stores'

const machinesPerPage = 500

/** One machine of the inventory. */
export interface ListedMachine {
  readonly cmid: string
  readonly machineName: string
  readonly productId: string
  readonly applicationId: string
  readonly licenceState: number
  readonly virtual: boolean
  /** ISO 8601, as is the next. */
  readonly firstSeen: string
  readonly lastSeen: string
  readonly address: string
  /** Whether the count cache holds it now. */
  readonly counted: boolean
  /** The host that answered it last, where several share the store. */
  readonly hostName?: string
}

/** Which machines. */
export interface MachineFilter {
  readonly nowMs: number
  readonly applicationId?: string
}

/** All machines, read in pages: an inventory may be far larger than memory. */
export async function* listMachines(store: HostStore, filter: MachineFilter): AsyncGenerator<ListedMachine> {
  let after: string | undefined
  do {
    const page = await store.machines({
      ...filter,
      limit: machinesPerPage,
      ...(after === undefined ? {} : { after }),
    })
    for (const machine of page.items) yield present(machine)
    after = page.next
  } while (after !== undefined)
}

function present(machine: MachineRecord): ListedMachine {
  return {
    cmid: machine.cmid,
    machineName: machine.machineName ?? '',
    productId: machine.productId,
    applicationId: machine.applicationId,
    licenceState: machine.licenceState,
    virtual: machine.virtual,
    firstSeen: new Date(machine.firstSeenMs).toISOString(),
    lastSeen: new Date(machine.seenAtMs).toISOString(),
    address: machine.address,
    counted: machine.counted,
    ...(machine.hostName === undefined ? {} : { hostName: machine.hostName }),
  }
}
