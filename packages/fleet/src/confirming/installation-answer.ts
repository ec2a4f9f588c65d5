/** What `muster client installation-id --json` printed. */

import { decodeInstallationId } from '@muster/core/confirming'
import { AppError } from '@muster/core/errors'
import { installationIdFromDigits } from '@muster/core/keys'
import * as v from 'valibot'

const digitsCharactersMax = 200
const answer = v.object({ installationId: v.pipe(v.string(), v.maxLength(digitsCharactersMax)) })

/** The 22 bytes of the installation ID. Throws `fleet-answer`. */
export function installationIdOf(value: unknown): Uint8Array {
  const read = v.safeParse(answer, value)
  if (!read.success) throw new AppError('fleet-answer', 'It holds no installation ID.')
  try {
    const installationId = installationIdFromDigits(read.output.installationId)
    decodeInstallationId(installationId)
    return installationId
  } catch (cause) {
    throw new AppError('fleet-answer', 'Its installation ID is not one.', { cause })
  }
}
