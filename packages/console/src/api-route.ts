/**
 * A route of the API as data: what it takes, who may call it, what it gives. The door and the OpenAPI document are
 * both made from it, so that neither can say something else than the other.
 */
import type * as v from 'valibot'
import type { Role } from './access-tokens.ts'

/** A schema of something that the API takes or gives. */
export type ApiSchema = v.GenericSchema

/** Who calls. */
export interface Account {
  readonly tokenId: string
  readonly name: string
  readonly role: Role
}

/** One call of a route, checked. */
export interface ApiCall<Query = unknown, Body = unknown> {
  readonly account: Account
  /** Network address of the caller. */
  readonly from: string
  readonly parameters: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** `Last-Event-ID` of a stream that goes on. */
  readonly lastEventId: string | undefined
  /** Whether the caller will ask again where an answer takes long to make (RFC 7240, `respond-async`). */
  readonly prefersLater: boolean
  /** Aborts when the caller goes away or the service stops. */
  readonly signal: AbortSignal
}

/** One route. Paths are below the API's root, with `:name` for a parameter. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  /** The name of the operation, in OpenAPI and in the audit log. */
  readonly operation: string
  readonly summary: string
  readonly role: Role
  readonly query?: ApiSchema
  readonly body?: ApiSchema
  /** What a JSON answer looks like; absent for what is no JSON. */
  readonly result?: ApiSchema
  /** Media type of an answer that is no JSON. */
  readonly mediaType?: string
  /** Whether a caller may be told that the answer is being made, where it prefers that to waiting. */
  readonly mayTakeLong?: boolean
  /** Whether a call that only reads stands in the audit log too, as every other call does. */
  readonly isAudited?: boolean
  /** What the audit log says of a call beyond its operation; must not quote a secret. */
  readonly detail?: (call: ApiCall, result: unknown) => string
  readonly handle: (call: ApiCall) => unknown
}

interface RouteOf<Query extends ApiSchema, Body extends ApiSchema>
  extends Omit<ApiRoute, 'query' | 'body' | 'handle' | 'detail'> {
  readonly query?: Query
  readonly body?: Body
  readonly detail?: (call: ApiCall<v.InferOutput<Query>, v.InferOutput<Body>>, result: unknown) => string
  readonly handle: (call: ApiCall<v.InferOutput<Query>, v.InferOutput<Body>>) => unknown
}

/** A route whose handler knows the types that its schemas give. */
export function route<Query extends ApiSchema = ApiSchema, Body extends ApiSchema = ApiSchema>(
  definition: RouteOf<Query, Body>,
): ApiRoute {
  return definition as ApiRoute
}
