/** What the inhabitants of a world share. */
import type { Log } from '@muster/core/ports'
import type { LabCryptography } from '../cryptography/confirmations.ts'
import type { SimulatedNetwork } from '../network/simulated-network.ts'
import type { SimulatedWeb } from '../network/simulated-web.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { Trace } from '../time/trace.ts'
import type { VirtualTime } from '../time/virtual-time.ts'
import type { LabVendor } from './vendor.ts'

/** The parts. */
export interface WorldParts {
  readonly time: VirtualTime
  readonly trace: Trace
  readonly random: SeededRandom
  readonly cryptography: LabCryptography
  readonly network: SimulatedNetwork
  readonly web: SimulatedWeb
  readonly vendor: LabVendor
  readonly log: Log
}
