/** Response codes of DNS servers (RFC 1035, 2136, 8945) as codes of the error table. */
import type { ErrorCode } from '../errors/index.ts'

const names: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  16: 'BADSIG',
  17: 'BADKEY',
  18: 'BADTIME',
}

const codes: Readonly<Record<number, ErrorCode>> = {
  1: 'dns-format-error',
  2: 'dns-server-failure',
  3: 'dns-name-missing',
  4: 'dns-not-implemented',
  5: 'dns-refused',
  6: 'dns-record-exists',
  7: 'dns-record-exists',
  8: 'dns-record-missing',
  9: 'dns-not-authoritative',
  10: 'dns-not-in-zone',
  16: 'dns-bad-signature',
  17: 'dns-bad-key',
  18: 'dns-bad-time',
}

/** The mnemonic of a response code, or its number. */
export function responseCodeName(rcode: number): string {
  return names[rcode] ?? `RCODE ${rcode}`
}

/** The code of the error table for a response code; undefined for success. */
export function codeOfResponse(rcode: number): ErrorCode | undefined {
  return rcode === 0 ? undefined : (codes[rcode] ?? 'dns-other-code')
}

/** The mnemonics of the response codes that lead to a code, such as `REFUSED`; undefined where no server answered it. */
export function responseNameOf(code: ErrorCode): string | undefined {
  const fitting = Object.entries(codes).filter(([, candidate]) => candidate === code)
  return fitting.length === 0 ? undefined : fitting.map(([rcode]) => names[Number(rcode)]).join(' or ')
}
