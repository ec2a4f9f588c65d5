/** Byte streams between client and host: TCP in production, the simulated network in the lab. */

/** One open connection, from either side. */
export interface Connection {
  /** Address of the peer, for logs and the inventory. */
  readonly remoteAddress: string
  /** The next bytes that arrived; undefined when the peer ended its side. Rejects with `connection-closed` when the connection broke. */
  read(): Promise<Uint8Array | undefined>
  /** Resolves when the bytes were handed to the network and the peer keeps up. */
  write(bytes: Uint8Array): Promise<void>
  /** Ends our side after what was written; the peer may still send. */
  end(): void
  /** Drops the connection at once, both sides. Pending reads reject. */
  destroy(): void
}

/** Where to connect. */
export interface Endpoint {
  /** Host name or address. */
  readonly name: string
  readonly port: number
}

/** Opens connections. */
export interface Dialer {
  /** Rejects with `connection-refused`, `connection-timeout`, `host-name-unknown` or `network-unreachable`. */
  dial(endpoint: Endpoint, timeoutMs: number): Promise<Connection>
}

/** A listener that is open. */
export interface Listening {
  readonly address: string
  readonly port: number
  /** Stops accepting; connections that are open stay open. */
  close(): Promise<void>
}

/** Accepts connections. */
export interface Listener {
  /** Rejects with `port-in-use` or `port-forbidden`. Port 0 takes a free one. */
  listen(
    options: { readonly address: string; readonly port: number; readonly backlog?: number },
    onConnection: (connection: Connection) => void,
  ): Promise<Listening>
}
