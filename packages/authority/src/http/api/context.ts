/** What the routes of the vendor's API share. */
import type { Account } from '@muster/console'
import type { Vendor } from '../../identity/vendor.ts'
import type { AuthorityPorts } from '../../ports.ts'

/** What the routes stand on. */
export interface AuthorityApiContext {
  readonly vendor: Vendor
  readonly ports: AuthorityPorts
}

/** How the audit log names who acts through the console. */
export function actorOf({ account, from }: { readonly account: Account; readonly from: string }): string {
  return `${account.name} (${account.role}, ${from})`
}

/** ISO 8601. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
