/** What an authority tells of its work while it works; what it has in its store is read when somebody asks. */
import type { ErrorCode } from '@muster/core/errors'
import type { AuthorityTotals } from '@muster/core/stores'

/** What customers ask an authority for, each by its path. */
export const measuredPaths = {
  '/v1/hosts': 'host',
  '/v1/objects': 'object',
  '/v1/activations': 'machine',
  '/v1/activations/batch': 'batch',
  '/v1/telephone': 'telephone',
} as const
/** One of them. */
export type MeasuredRequest = (typeof measuredPaths)[keyof typeof measuredPaths]

/** Hears of requests. */
export interface AuthorityMeter {
  /** A request came in; call what it gives once it was answered or refused. */
  began(request: MeasuredRequest): (result: 'answered' | 'refused') => void
  /** Something was refused with this code. */
  refused(code: ErrorCode): void
}

/** What is measured when somebody asks. */
export interface MeasuredAuthority {
  readonly totals: AuthorityTotals
  readonly issuerExpiresSeconds: number
}

/** Metrics of one authority. */
export interface AuthorityMetrics {
  readonly meter: AuthorityMeter
  readonly contentType: string
  /** The text for a scrape. */
  text(state: MeasuredAuthority, nowMs: number): Promise<string>
}
