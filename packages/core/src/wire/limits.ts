/** The bounds of the activation protocol. */

/** The longest request packet, without its length prefix. */
export const requestBytesMax = 1_024
/** Requests that one connection may carry, one after the other. */
export const requestsPerConnectionMax = 100
/** Longest machine name in UTF-8. */
export const machineNameBytesMax = 63
/** Size of a typical request and of a typical answer without certificates, on the wire with its frame. */
export const typicalPacketBytesMax = 256
/** TCP port of an activation host unless configured otherwise. */
export const defaultPort = 1688
export const protocolVersion = 1
