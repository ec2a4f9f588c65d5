/** What the host's API gives, as its OpenAPI document has it. */

/** One application that is counted. */
export interface Application {
  readonly applicationId: string
  readonly name: string
  readonly currentCount: number
  readonly cacheCapacity: number
  readonly highestThreshold: number
  readonly products: readonly {
    readonly productId: string
    readonly name: string
    readonly threshold: number
  }[]
}

/** One thing to look at. */
export interface Attention {
  readonly id: string
  readonly level: 'problem' | 'warning' | 'hint'
  readonly title: string
  readonly remedy: string
  readonly command: string | null
  readonly action: 'settings' | 'publish-dns' | 'machines' | 'dns' | 'duplicates' | 'reports' | null
}

/** A host that shares the count. */
export interface SharingHost {
  readonly hostName: string
  readonly isThisHost: boolean
  readonly serving: boolean
  readonly lastSeen: string | null
  readonly total: number
  readonly failed: number
}

/** The state of the host. */
export interface Overview {
  readonly hostName: string
  readonly service: 'running' | 'stopped'
  readonly activated: boolean
  readonly certificateExpires: string | null
  readonly listening: { readonly address: string; readonly port: number }
  readonly applications: readonly Application[]
  readonly counters: {
    readonly total: number
    readonly failed: number
    readonly byLicenceState: Readonly<Record<string, number>>
  }
  readonly intervals: { readonly retryMinutes: number; readonly renewalMinutes: number }
  /** Null where this host counts on its own. */
  readonly sharing: readonly SharingHost[] | null
  readonly attention: readonly Attention[]
  readonly checkedAt: string | null
}

/** Requests by the hour. */
export interface Activity {
  readonly hours: readonly {
    readonly start: string
    readonly answered: number
    readonly refused: number
    readonly activations: number
  }[]
}

/** One machine. */
export interface Machine {
  readonly cmid: string
  readonly machineName: string
  readonly productId: string
  readonly applicationId: string
  readonly licenceState: number
  readonly virtual: boolean
  readonly counted: boolean
  readonly address: string
  readonly firstSeen: string
  readonly lastSeen: string
  readonly minutesToStateExpiry: number
  readonly fingerprint: string | null
  /** The host that answered it last, where several share the store. */
  readonly hostName: string | null
}

/** One request of a machine. */
export interface MachineRequest {
  readonly time: string
  readonly code: string
  readonly codeNumber: number
  readonly machineName: string
  readonly address: string
  readonly licenceState: number
  readonly count: number | null
  readonly minimumCount: number
  readonly leaseId: string | null
  readonly previousLeaseId: string | null
  readonly fingerprint: string | null
}

/** One event. */
export interface HostEvent {
  readonly sequence: number
  readonly id: number
  readonly time: string
  readonly level: 'information' | 'warning' | 'error'
  readonly code: string
  readonly message: string
  readonly info: string
  readonly fields: Readonly<Record<string, string | number>>
  /** The host that wrote it, where several share the store. */
  readonly hostName: string | null
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly complete?: boolean
}

/** A host key. */
export interface HostKey {
  readonly partialProductKey: string
  readonly productGroup: number
  readonly installed: string
  readonly state: 'installed' | 'activated' | 'expired'
  readonly certificate?: {
    readonly vendorName: string
    readonly hostName: string
    readonly productGroups: readonly number[]
    readonly expires: string
  }
  readonly catalogue?: {
    readonly issued: string
    readonly products: readonly {
      readonly productId: string
      readonly name: string
      readonly edition: string
      readonly threshold: number
    }[]
  }
}

/** Publishing in DNS. */
export interface Dns {
  readonly publishing: boolean
  readonly hostName: string
  readonly addresses: readonly string[]
  readonly obstacle: { readonly sentence: string; readonly remedy: string } | null
  readonly records: readonly {
    readonly name: string
    readonly type: string
    readonly ttlSeconds: number
    readonly data: string
    readonly line: string
  }[]
  readonly domains: readonly {
    readonly domain: string
    readonly state: string
    readonly code: string
    readonly sentence: string
    readonly remedy: string
  }[]
}

/** The names of the licence states (rules R4.4). */
export const licenceStateNames: Readonly<Record<number, string>> = {
  0: 'Unlicensed',
  1: 'Licensed',
  2: 'Initial grace',
  3: 'Out-of-tolerance grace',
  4: 'Revoked grace',
  5: 'Notification',
  6: 'Extended grace',
}
