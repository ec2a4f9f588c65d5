/** Who runs this process, as audit logs name it. */
import { userInfo } from 'node:os'

/** The name of the account, or its number where it has none. */
export function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return `account ${process.getuid?.() ?? 'unknown'}`
  }
}
