/** What the inhabitants of a world share. */
import type { Cryptography, Log } from '@muster/core/ports'
import type { SimulatedNetwork } from '../network/simulated-network.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { Trace } from '../time/trace.ts'
import type { VirtualTime } from '../time/virtual-time.ts'
import type { LabVendor } from './vendor.ts'

/** The parts. */
export interface WorldParts {
  readonly time: VirtualTime
  readonly trace: Trace
  readonly random: SeededRandom
  readonly cryptography: Cryptography
  readonly network: SimulatedNetwork
  readonly vendor: LabVendor
  readonly log: Log
}
