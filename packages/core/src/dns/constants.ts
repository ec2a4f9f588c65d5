/** Numbers of the DNS protocol that this software uses (RFC 1035, 2136, 2782, 3596, 8945). */

export const recordTypes = { A: 1, SOA: 6, AAAA: 28, SRV: 33, OPT: 41, TSIG: 250, ANY: 255 } as const
export const recordClasses = { IN: 1, NONE: 254, ANY: 255 } as const
export const opcodes = { query: 0, update: 5 } as const

/** Longest message over UDP that needs no extension (RFC 1035 §4.2.1). */
export const udpMessageBytesMax = 512
/** Longest message at all: its length over TCP has 16 bits. */
export const messageBytesMax = 65_535
/** Records of one message that are read; a server that sends more is refused. */
export const recordsPerMessageMax = 2_000
