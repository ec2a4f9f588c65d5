/** What the result codes of LDAP (RFC 4511 §4.1.9) mean in the words of the error table. */
import { AppError, type ErrorCode } from '@muster/core/errors'

/** Result codes that a caller acts on itself. */
export const resultCodes = { success: 0, noSuchObject: 32, entryAlreadyExists: 68 } as const

const diagnosticCharactersMax = 200

const codeByResult: ReadonlyMap<number, ErrorCode> = new Map([
  [3, 'directory-timeout'],
  [4, 'directory-answer-too-large'],
  [11, 'directory-answer-too-large'],
  [13, 'directory-tls-failed'],
  [17, 'directory-schema-missing'],
  [21, 'directory-schema-missing'],
  [65, 'directory-schema-missing'],
  [48, 'directory-credentials'],
  [49, 'directory-credentials'],
  [50, 'directory-permission'],
  [51, 'directory-unreachable'],
  [52, 'directory-unreachable'],
])
const operationsError = 1
const referral = 10

/** The error of a result that is no success. The server's own words are cut and shown without control characters. */
export function resultError(resultCode: number, diagnostic: string): AppError {
  const said = diagnostic
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, diagnosticCharactersMax)
  const detail = `LDAP result ${resultCode}${said === '' ? '' : `: ${said}`}`
  if (resultCode === referral)
    return new AppError(
      'directory-refused',
      `It refers to another server, and referrals are not followed. ${detail}.`,
    )
  // What Active Directory answers to whoever has not shown an account.
  if (resultCode === operationsError && /bind|authenticat/i.test(said))
    return new AppError('directory-permission', detail)
  return new AppError(codeByResult.get(resultCode) ?? 'directory-refused', detail)
}
