/** Which addresses a host publishes: those at which it answers. */

const everyAddress4 = '0.0.0.0'
const everyAddress6 = '::'

/** The configured addresses; else the one that the host listens on; else all of the machine's that this covers. */
export function publishedAddresses(options: {
  readonly configured: readonly string[] | undefined
  readonly listening: string
  readonly machine: readonly string[]
}): readonly string[] {
  const { configured, listening, machine } = options
  if (configured !== undefined) return configured
  if (listening === everyAddress6) return machine
  if (listening === everyAddress4) return machine.filter((address) => !address.includes(':'))
  return /^[\d.]+$|:/.test(listening) ? [listening] : machine
}
