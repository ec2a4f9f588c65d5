/** The body of a call, read within its limit and checked. */
import { AppError } from '@muster/core/errors'
import type { Context } from 'hono'
import * as v from 'valibot'
import type { ConsoleEnvironment } from './guard.ts'

/** The longest body of a call: a catalogue of a mebibyte in base64, and some more. */
export const bodyBytesMax = 1_572_864

/** Throws `config-invalid` with the field's name, also where it is no JSON. */
export async function readJson<Schema extends v.GenericSchema>(
  c: Context<ConsoleEnvironment>,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  if (!(c.req.header('content-type') ?? '').toLowerCase().startsWith('application/json'))
    throw new AppError('config-invalid', 'The body is application/json.')
  const value: unknown = await c.req.json().catch((cause: unknown) => {
    throw new AppError('config-invalid', 'The body is not valid JSON.', { cause })
  })
  return check(schema, value)
}

/** The value as the schema has it. Throws `config-invalid` with the field's name. */
export function check<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  throw new AppError('config-invalid', `${v.getDotPath(issue) ?? 'The request'}: ${issue.message}.`)
}
