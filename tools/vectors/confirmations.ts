/** Writes vectors/confirmations anew: `node tools/vectors/confirmations.ts`. The same run gives the same bytes. */
import { invalidConfirmations, validConfirmations } from './confirmation-cases.ts'
import { writeVectors } from './vector-files.ts'

writeVectors('confirmations/valid', await validConfirmations())
writeVectors('confirmations/invalid', await invalidConfirmations())
