/** Where a running service tells other processes which addresses it took. It proves nothing: the folder's lock does. */
import type { Files } from '@muster/core/ports'
import * as v from 'valibot'
import type { HostAddresses } from './host.ts'

const fileName = 'service.json'
const endpointSchema = v.object({ address: v.string(), port: v.number() })
const addressesSchema = v.object({ tcp: endpointSchema, http: v.optional(endpointSchema) })

/** Notes the addresses of a service that started. */
export function saveAddresses(files: Files, addresses: HostAddresses): Promise<void> {
  return files.write(fileName, new TextEncoder().encode(`${JSON.stringify(addresses)}\n`))
}

/** The addresses of the service that started last and did not stop in order; undefined where there is none. */
export async function readAddresses(files: Files): Promise<HostAddresses | undefined> {
  const content = await files.read(fileName)
  if (content === undefined) return undefined
  try {
    const result = v.safeParse(addressesSchema, JSON.parse(new TextDecoder().decode(content)))
    return result.success ? { tcp: result.output.tcp, http: result.output.http } : undefined
  } catch {
    return undefined
  }
}

/** Removes the note of a service that stopped. */
export function forgetAddresses(files: Files): Promise<void> {
  return files.remove(fileName)
}
