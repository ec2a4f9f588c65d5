/** What a host says of its publication in DNS. */
import type { DomainState } from './dns-state.ts'

/** The part of `muster host status --json` about DNS. */
export interface DnsStatus {
  readonly publishing: boolean
  readonly domains: readonly {
    readonly domain: string
    /** `pending` until the first try. */
    readonly state: DomainState['state'] | 'pending'
    /** A code of the error table, `success`, or `none`. */
    readonly lastCode: string
  }[]
}
