/** Writes vectors/counting anew: `node tools/vectors/counting.ts`. The same run gives the same bytes. */
import { countingCases } from './counting-cases.ts'
import { writeVectors } from './vector-files.ts'

writeVectors('counting', countingCases())
