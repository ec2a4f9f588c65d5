/** Writes vectors/discovery anew: `node tools/vectors/discovery.ts`. The same run gives the same bytes. */
import { discoveryCases } from './discovery-cases.ts'
import { writeVectors } from './vector-files.ts'

writeVectors('discovery', discoveryCases())
