/** The options of every command that shows events. */
import { eventFormats } from './event-format.ts'
import { wholeNumber } from './values.ts'

const idMax = 65_535
const eventsCeiling = 1_000_000

/** Format, and which events. */
export const eventOptions = {
  format: { value: 'FORMAT', summary: 'How events are written.', choices: eventFormats, default: 'text' },
  id: { value: 'ID', summary: 'Only events with this number.', parse: wholeNumber({ min: 0, max: idMax }) },
  last: {
    value: 'NUMBER',
    summary: 'Only this many, the latest.',
    parse: wholeNumber({ min: 1, max: eventsCeiling }),
  },
} as const
