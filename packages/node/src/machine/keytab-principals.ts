/** The principals in a Kerberos keytab (MIT format 0x0502), without its keys: whom a computer can sign in as. */

/** The most principals that are read. */
export const principalsMax = 1_000

const formatMark = 0x0502
const lengthBytes = 2
const sizeBytes = 4

/** One principal. */
export interface KeytabPrincipal {
  /** Components with slashes between, such as `DESK7$` or `host/desk7.corp.test`. */
  readonly name: string
  readonly realm: string
}

/** Each principal once, in the order of the keytab; none where the bytes are no keytab, or a torn one from there on. */
export function keytabPrincipals(keytab: Uint8Array): readonly KeytabPrincipal[] {
  const view = new DataView(keytab.buffer, keytab.byteOffset, keytab.byteLength)
  if (keytab.length < lengthBytes || view.getUint16(0) !== formatMark) return []
  const found = new Map<string, KeytabPrincipal>()
  let offset = lengthBytes
  while (offset + sizeBytes <= keytab.length && found.size < principalsMax) {
    const size = view.getInt32(offset)
    offset += sizeBytes
    if (size === 0) break
    // A negative size is a hole that a removed entry left.
    const principal = size < 0 ? undefined : readPrincipal(keytab.subarray(offset, offset + size))
    if (principal !== undefined) found.set(`${principal.name}@${principal.realm}`, principal)
    offset += Math.abs(size)
  }
  return [...found.values()]
}

/** The principal that a computer signs in as: its account in an Active Directory, else its host service. */
export function machinePrincipal(principals: readonly KeytabPrincipal[]): KeytabPrincipal | undefined {
  return (
    principals.find(({ name }) => /^[^/]+\$$/.test(name)) ??
    principals.find(({ name }) => name.startsWith('host/'))
  )
}

function readPrincipal(entry: Uint8Array): KeytabPrincipal | undefined {
  const texts: string[] = []
  const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength)
  if (entry.length < lengthBytes) return undefined
  const components = view.getUint16(0)
  let offset = lengthBytes
  for (let index = 0; index <= components; index++) {
    if (offset + lengthBytes > entry.length) return undefined
    const length = view.getUint16(offset)
    offset += lengthBytes
    if (offset + length > entry.length) return undefined
    texts.push(new TextDecoder().decode(entry.subarray(offset, offset + length)))
    offset += length
  }
  const [realm = '', ...name] = texts
  return { name: name.join('/'), realm }
}
