/** The commands of `muster client`, in the order of the help. */
import { group } from '../../framework/tree.ts'

export const clientCommands = group('client', 'The machine that is activated.', [])
