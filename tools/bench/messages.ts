/** What the benchmark's processes tell each other. */

/** Asks the load generator to make and sign its requests before anything is measured. */
export interface Prepare {
  readonly kind: 'prepare'
  readonly applicationId: string
  readonly productId: string
  /** Hexadecimal: the host certificate that the machines already hold, so that answers carry none. */
  readonly hostKeyId: string
}

/** Asks for one measurement. */
export interface Measure {
  readonly kind: 'measure'
  readonly port: number
  /** Exchanges that are under way at once. */
  readonly atOnce: number
  readonly requestsPerConnection: number
  readonly seconds: number
  /** Whether replies must be answers of a host; the floor sends bytes of the same size that mean nothing. */
  readonly expectsAnswers: boolean
}

/** What came out of one measurement. */
export interface Measured {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly requests: number
  readonly failures: number
  /** Bytes of a request and of a reply on the wire, with their frames. */
  readonly requestBytes: number
  readonly replyBytes: number
}

/** Asks a host's process to serve. A new folder is set up and activated first. */
export interface Serve {
  readonly kind: 'serve'
  /** The vendor that activates it; the one of vendor.ts unless said otherwise. */
  readonly vendor?: { readonly hostKey: string; readonly authorityUrl: string }
  /** Connection string of a store that hosts share; the host's own in its folder unless said otherwise. */
  readonly store?: string
}

/** A server that can be loaded. */
export interface Listening {
  readonly port: number
}

/** A host that can be loaded, and what a request to it must name. */
export interface HostListening extends Listening {
  /** Port of the HTTP door; 0 where there is none. */
  readonly httpPort: number
  readonly applicationId: string
  readonly productId: string
  readonly hostKeyId: string
}

/** Asks how much memory the host's process uses. */
export interface AskMemory {
  readonly kind: 'memory'
}

/** What a host's process is asked. */
export type HostQuestion = Serve | AskMemory

/** Memory of a host's process. */
export interface HostMemory {
  readonly residentMebibytes: number
  readonly heapMebibytes: number
}
