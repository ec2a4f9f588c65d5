/** Writes vectors/wire anew: `node tools/vectors/wire.ts`. The same run gives the same bytes. */
import { writeVectors } from './vector-files.ts'
import { invalidWire, validWire } from './wire-cases.ts'

writeVectors('wire/valid', await validWire())
writeVectors('wire/invalid', await invalidWire())
