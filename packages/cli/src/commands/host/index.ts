/** The commands of `muster host`, in the order of the help. */
import { group } from '../../framework/tree.ts'

export const hostCommands = group('host', "The activation host inside a customer's network.", [])
