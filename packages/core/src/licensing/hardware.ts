/**
 * Hardware facts: what is kept of them, whether they still fit, and the fingerprint that a request carries (R4.12).
 * A fact that only one side has is not compared: an ordinary user cannot read all that an administrator can.
 */
import { asciiBytes, concatBytes, equalBytes, toHex, utf8Bytes } from '../bytes/index.ts'
import type { HardwareFact, Verifier } from '../ports/index.ts'
import { fingerprintLength } from '../wire/index.ts'
import type { HardwareHash } from './installation-state.ts'

export const hardwareFactsMax = 16
export const hardwareHashLength = 8
/** Of the facts that can be compared, this share must be the same. */
const sameShareMin = 0.5

const hardwareDomain = asciiBytes('muster/hardware/1\0')

/** Facts as they are kept: hashed with the installation's key, so that they tell nothing elsewhere. */
export function hashHardware(
  facts: readonly HardwareFact[],
  publicKey: Uint8Array,
  verifier: Verifier,
): readonly HardwareHash[] {
  return facts.slice(0, hardwareFactsMax).map(({ name, value }) => {
    const input = concatBytes(hardwareDomain, publicKey, utf8Bytes(`${name}\0${value}`))
    return { name, hash: verifier.sha256(input).slice(0, hardwareHashLength) }
  })
}

/** Whether the machine is still the one that was activated: at least half of the facts that both have are the same. */
export function isHardwareWithinTolerance(
  kept: readonly HardwareHash[],
  present: readonly HardwareHash[],
): boolean {
  const comparable = kept.filter((fact) => present.some(({ name }) => name === fact.name))
  const same = comparable.filter((fact) =>
    present.some(({ name, hash }) => name === fact.name && equalBytes(hash, fact.hash)),
  )
  return same.length >= comparable.length * sameShareMin
}

/**
 * The fingerprint that was sent at the last activation, while the machine is surely the same one: some of the facts
 * kept then can be compared now, and they are within tolerance. So neither a new card nor an account that can read
 * less makes one machine look like two.
 */
export function lastingFingerprint(
  activated: { readonly hardware: readonly HardwareHash[]; readonly fingerprint?: Uint8Array },
  present: readonly HardwareHash[],
): Uint8Array | undefined {
  const canCompare = activated.hardware.some(({ name }) => present.some((fact) => fact.name === name))
  return canCompare && isHardwareWithinTolerance(activated.hardware, present)
    ? activated.fingerprint
    : undefined
}

/** The 8 bytes that tell machines apart at the host of one application; undefined where no fact can be read. */
export function hardwareFingerprint(
  facts: readonly HardwareFact[],
  applicationId: string,
  verifier: Verifier,
): Uint8Array | undefined {
  if (facts.length === 0) return undefined
  const parts = facts.map(({ name, value }) => toHex(verifier.sha256(utf8Bytes(`${name}\0${value}`)))).sort()
  const input = utf8Bytes(`muster/fingerprint/1\0${applicationId}\0${parts.join('')}`)
  return verifier.sha256(input).slice(0, fingerprintLength)
}
