/** How commands name one activation object. */

/** The id of an object. */
export const objectArgument = {
  label: 'OBJECT',
  summary: 'Id of the object, from "muster directory list".',
} as const
