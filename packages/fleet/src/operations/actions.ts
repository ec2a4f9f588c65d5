/** What can be done on a machine: each action as the words that run there, and what is read back. */
import type { ErrorCode } from '@muster/core/errors'
import { codeOf } from '@muster/core/errors'
import { parseProductKey } from '@muster/core/keys'
import { licenceStateName, parseHostAddress } from '@muster/core/licensing'
import type { FleetProduct } from '../inventory/machine.ts'
import type { FleetPorts } from '../ports.ts'
import type { RemoteMuster } from '../reaching/remote-muster.ts'
import { productsOf } from '../reaching/status-answer.ts'
import type { Target, Work } from './visit.ts'

type ActionPorts = Pick<FleetPorts, 'inventory' | 'clock'>

/** Reads the products of a machine. */
export function refreshing(ports: ActionPorts): Work {
  return async (remote, target) => wordsOf(await readProducts(remote, target, ports))
}

/** Installs a product key, which goes by standard input only. Throws the codes of a product key at once. */
export function installingKey(productKey: string, ports: ActionPorts): Work {
  const { text } = parseProductKey(productKey)
  return async (remote, target) => {
    await remote.run(['client', 'install-key', '-', ...productWords(target)], text)
    return wordsOf(await readProducts(remote, target, ports), target.productId)
  }
}

/** Activates by whatever the installed key allows; `authority` is where a multiple activation key asks. */
export function activating(authority: string | undefined, ports: ActionPorts): Work {
  const authorityWords = authority === undefined ? [] : ['--authority', authority]
  return async (remote, target) => {
    try {
      await remote.run(['client', 'activate', ...authorityWords, ...productWords(target)])
    } catch (error) {
      // The machine was reached and refused: what it says of itself has changed all the same.
      if (tellsState(codeOf(error))) await readProducts(remote, target, ports).catch(() => undefined)
      throw error
    }
    return wordsOf(await readProducts(remote, target, ports), target.productId)
  }
}

const refusalCodes: readonly ErrorCode[] = ['count-insufficient', 'all-hosts-failed', 'no-host']

function tellsState(code: ErrorCode): boolean {
  return refusalCodes.includes(code) || code.startsWith('directory-')
}

/** Takes a new identity on the machine; one of its rearms is used. */
export function rearming(ports: ActionPorts): Work {
  return async (remote, target) => {
    await remote.run(['client', 'rearm', '--yes'])
    return wordsOf(await readProducts(remote, target, ports))
  }
}

/** Sets the activation host that the machine asks. Throws `host-address-invalid` at once. */
export function settingHost(host: string, ports: ActionPorts): Work {
  parseHostAddress(host)
  return async (remote, target) => {
    await remote.run(['client', 'set-host', host, ...productWords(target)])
    await readProducts(remote, target, ports)
    return `It asks ${host}.`
  }
}

/** Reads and records the products of a machine. */
export async function readProducts(
  remote: RemoteMuster,
  { machine }: Target,
  { inventory, clock }: ActionPorts,
): Promise<readonly FleetProduct[]> {
  const products = productsOf(await remote.run(['client', 'status', '--all']))
  inventory.recordProducts(machine.machineId, products, clock.nowMs())
  return products
}

/** The words that name the product of a target. */
export function productWords({ productId }: Target): readonly string[] {
  return productId === '' ? [] : ['--product', productId]
}

/** What holds on a machine, in words. */
export function wordsOf(products: readonly FleetProduct[], productId = ''): string {
  const meant = products.filter((each) => productId === '' || each.productId === productId)
  return meant.length === 0 ? 'No product is installed.' : meant.map(productWordsOf).join('; ')
}

function productWordsOf({ product, licenceState, activatedUntil, graceUntil }: FleetProduct): string {
  const until = activatedUntil ?? graceUntil
  return `${product}: ${licenceStateName(licenceState)}${until === null ? '' : ` until ${until.slice(0, 10)}`}`
}
