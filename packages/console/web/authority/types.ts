/** What the authority's API gives, as its OpenAPI document has it. */

/** One product. */
export interface Product {
  readonly productId: string
  readonly applicationName: string
  readonly productGroup: number
  readonly name: string
  readonly edition: string
  readonly version: string
  readonly family: string
  readonly threshold: number
  readonly added: string
}

/** One issued key. */
export interface Key {
  readonly keyId: string
  readonly partialProductKey: string
  readonly kind: 'host' | 'mak'
  readonly productGroups: readonly number[]
  readonly note: string
  readonly issued: string
  readonly issuedBy: string
  readonly hosts: number
  readonly activations: number
  readonly hostsMax: number | null
  readonly activationsPerHostMax: number | null
  readonly activationsMax: number | null
  readonly blocked: { readonly time: string; readonly who: string; readonly reason: string } | null
  readonly exceptions: readonly { readonly time: string; readonly detail: string; readonly reason: string }[]
}

/** A key as it is shown once. */
export interface IssuedKey {
  readonly productKey: string
  readonly kind: string
  readonly keyId?: string
}

/** A customer's host. */
export interface CustomerHost {
  readonly kind: 'host' | 'directory'
  readonly keyId: string
  readonly hostName: string
  readonly address: string
  readonly activations: number
  readonly firstActivated: string
  readonly lastActivated: string
  readonly certificateExpires: string
}

/** A machine that a multiple activation key activated. */
export interface MachineActivation {
  readonly keyId: string
  readonly digest: string
  readonly channel: string
  readonly productId: string | null
  readonly address: string
  readonly activated: string
}

/** One line of the audit log. */
export interface AuditLine {
  readonly sequence: number
  readonly time: string
  readonly who: string
  readonly action: string
  readonly subject: string
  readonly detail: string
}
