/** The telephone desk: digits checked as they are typed, and the digits to read back. */
import { type ApiRoute, route } from '@muster/console'
import { AppError, codeOf } from '@muster/core/errors'
import { installationIdFromDigits } from '@muster/core/keys'
import * as v from 'valibot'
import { answerTelephone } from '../../operations/telephone.ts'
import { type AuthorityApiContext, actorOf } from './context.ts'

const digitsCharactersMax = 1_024
const body = v.strictObject({ installationId: v.pipe(v.string(), v.maxLength(digitsCharactersMax)) })

/** The routes. */
export function telephoneRoutes({ ports }: AuthorityApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'POST',
      path: '/telephone/check',
      operation: 'checkInstallationId',
      summary: 'Whether the digits are an installation ID. Nothing is confirmed.',
      role: 'admin',
      body,
      result: v.object({ valid: v.boolean(), detail: v.string() }),
      handle: (call) => {
        try {
          installationIdFromDigits(call.body.installationId)
          return { valid: true, detail: '' }
        } catch (error) {
          if (codeOf(error) === 'unexpected') throw error
          return { valid: false, detail: error instanceof AppError ? (error.detail ?? '') : '' }
        }
      },
    }),
    route({
      method: 'POST',
      path: '/telephone',
      operation: 'confirmInstallationId',
      summary: 'Confirm an installation ID that somebody reads out; it counts against its key.',
      role: 'admin',
      body,
      result: v.object({
        of: v.string(),
        confirmationId: v.string(),
        keyId: v.string(),
        partialProductKey: v.string(),
        isRepeated: v.boolean(),
        use: v.string(),
      }),
      handle: async (call) => {
        const outcome = await answerTelephone(call.body.installationId, actorOf(call), ports)
        if (outcome.kind === 'refused') throw new AppError(outcome.code, outcome.detail)
        const { kind: _kind, ...readBack } = outcome
        return readBack
      },
    }),
  ]
}
