/** Confirmation IDs for many machines, made from ports alone: for the fleet tool, and for the lab in virtual time. */
export { type Acquisition, acquire } from './acquire.ts'
export type { ConfirmationSource } from './confirmation-source.ts'
export { httpAuthority, type Post } from './http-authority.ts'
