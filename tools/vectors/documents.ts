/** Writes vectors/documents anew: `node tools/vectors/documents.ts`. The same run gives the same bytes. */
import { invalidDocuments } from './invalid-documents.ts'
import { validDocuments } from './valid-documents.ts'
import { writeVectors } from './vector-files.ts'

writeVectors('documents/valid', await validDocuments())
writeVectors('documents/invalid', await invalidDocuments())
