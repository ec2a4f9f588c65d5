/** The machines that a command is for: by name, and by what they said when they were last asked. */
import { AppError } from '@muster/core/errors'
import { type LicenceState, licenceStateName, licenceStates } from '@muster/core/licensing'
import type { Selection } from '@muster/fleet'

const channels = ['host', 'directory', 'mak', 'none'] as const

/** The machines as arguments. */
export const machinesArgument = {
  label: 'MACHINE',
  summary: 'Machines by name; all of the inventory where none is named.',
  optional: true,
  variadic: true,
} as const

/** The filters as flags. */
export const filterOptions = {
  name: { value: 'PATTERN', summary: 'Only machines whose name fits, such as "lab-*".' },
  state: {
    value: 'STATE',
    summary: 'Only products in this licence state, by number or name.',
    parse: stateOf,
  },
  channel: { value: 'CHANNEL', summary: 'Only products that this channel activated.', choices: channels },
  product: { value: 'PRODUCT', summary: 'Only this product, by id or name.' },
  failed: { summary: 'Only machines where the last action failed.' },
} as const

/** The values of {@link filterOptions}. */
export interface Filters {
  readonly name: string | undefined
  readonly state: LicenceState | undefined
  readonly channel: (typeof channels)[number] | undefined
  readonly product: string | undefined
  readonly failed: boolean
}

/** Arguments and flags as the fleet takes them. */
export function selectionOf(machines: readonly string[] | undefined, filters: Filters): Selection {
  const { name, state, channel, product, failed } = filters
  return {
    ...(machines === undefined || machines.length === 0 ? {} : { machines }),
    ...(name === undefined ? {} : { name }),
    ...(state === undefined ? {} : { state }),
    ...(channel === undefined ? {} : { channel }),
    ...(product === undefined ? {} : { product }),
    ...(failed ? { failed } : {}),
  }
}

function stateOf(text: string): LicenceState {
  const state = licenceStates.find((each) => String(each) === text || licenceStateName(each) === text)
  if (state === undefined)
    throw new AppError('usage', `"${text}" is none of ${licenceStates.map(licenceStateName).join(', ')}.`)
  return state
}
