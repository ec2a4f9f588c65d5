/** Activation objects in words. */
import type { ListedObject, ObjectView } from '@muster/directory'
import { formatLabels, printable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'

/** The labels of one object. */
export function objectText(object: ListedObject | ObjectView): string {
  if (!('vendorName' in object))
    return formatLabels([
      ['Object', object.objectId],
      ['Entry', printable(object.dn)],
      ['State', `cannot be read (${object.code})`],
    ])
  return formatLabels([
    ['Object', object.objectId],
    ['Entry', printable(object.dn)],
    ['Vendor', object.vendorName],
    ['Forest', `${object.forestName} (${object.forestId})`],
    ['Product groups', object.productGroups.join(', ')],
    ['Made', formatTime(object.issued)],
    ['Valid until', formatTime(object.expires)],
    ['Confirmed by', object.confirmedBy],
  ])
}

/** The columns of a list. */
export const objectColumns = [
  { heading: 'Object', text: (row: ListedObject) => row.objectId },
  {
    heading: 'Vendor',
    text: (row: ListedObject) => ('vendorName' in row ? row.vendorName : `(${row.code})`),
  },
  {
    heading: 'Product groups',
    text: (row: ListedObject) => ('vendorName' in row ? row.productGroups.join(', ') : ''),
  },
  {
    heading: 'Valid until',
    text: (row: ListedObject) => ('vendorName' in row ? formatTime(row.expires) : ''),
  },
] as const
