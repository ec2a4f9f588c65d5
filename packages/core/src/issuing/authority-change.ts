/** Everything that a decision of the authority changes, as data: the store writes it in one commit. */
import type { ProductTerms } from '../documents/index.ts'
import type {
  HostActivationRecord,
  IssuedKey,
  KeyBlock,
  KeyException,
  MachineActivationRecord,
} from './issued-key.ts'

/** What the audit log knows actions by. */
export const auditActions = [
  'authority-initialised',
  'issuer-renewed',
  'product-added',
  'licence-exported',
  'catalogue-exported',
  'key-issued',
  'key-blocked',
  'key-limits-raised',
  'host-activated',
  'host-refused',
  'object-created',
  'object-refused',
  'machine-activated',
  'machine-refused',
  'media-exported',
  'desk-token-made',
  'console-signed-in',
  'console-signed-out',
  'access-token-made',
  'access-token-removed',
] as const
/** One of {@link auditActions}. */
export type AuditAction = (typeof auditActions)[number]

/** One line of the audit log. Secrets never stand in it. */
export interface AuditEntry {
  readonly atMs: number
  /** The account or the address that acted. */
  readonly who: string
  readonly action: AuditAction
  /** What it was done to. */
  readonly subject: string
  readonly detail: string
}

/** A product as the authority keeps it. */
export interface ProductRecord {
  readonly terms: ProductTerms
  readonly addedAtMs: number
}

/** One change; the order matters. */
export type AuthorityChange =
  | { readonly kind: 'product-added'; readonly product: ProductRecord }
  | { readonly kind: 'key-issued'; readonly key: IssuedKey }
  | { readonly kind: 'key-blocked'; readonly keyHash: string; readonly block: KeyBlock }
  | {
      readonly kind: 'key-limits-raised'
      readonly keyHash: string
      readonly limits: IssuedKey['limits']
      readonly exception: KeyException
    }
  | { readonly kind: 'host-activated'; readonly activation: HostActivationRecord }
  | { readonly kind: 'machine-activated'; readonly activation: MachineActivationRecord }
  | { readonly kind: 'audit-added'; readonly entry: AuditEntry }
