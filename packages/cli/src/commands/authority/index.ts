/** The commands of `muster authority`, in the order of the help. */
import { group } from '../../framework/tree.ts'

export const authorityCommands = group(
  'authority',
  'The vendor: products, keys, and the service that activates hosts.',
  [],
)
