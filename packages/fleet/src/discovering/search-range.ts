/** Which addresses of a range answer at the port of ssh. Nothing is sent to them. */
import type { Dialer } from '@muster/core/ports'
import { addressesIn } from './address-range.ts'

const dialMsMax = 2_000
const dialsAtOnce = 64

/** How a range is searched. */
export interface RangeSearch {
  readonly range: string
  readonly port: number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** The addresses that accept a connection, in their order. Throws `fleet-range`. */
export async function searchRange(search: RangeSearch, dialer: Dialer): Promise<readonly string[]> {
  const addresses = addressesIn(search.range)
  const answering = new Set<string>()
  const queue = addresses.values()
  let done = 0
  const takeNext = async () => {
    for (const address of queue) {
      if (search.signal?.aborted === true) return
      if (await accepts(address, search.port, dialer)) answering.add(address)
      search.onProgress?.(++done, addresses.length)
    }
  }
  await Promise.all(Array.from({ length: dialsAtOnce }, takeNext))
  return addresses.filter((address) => answering.has(address))
}

async function accepts(name: string, port: number, dialer: Dialer): Promise<boolean> {
  try {
    const connection = await dialer.dial({ name, port }, dialMsMax)
    connection.destroy()
    return true
  } catch {
    return false
  }
}
