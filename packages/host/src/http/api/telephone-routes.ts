/** Activating a host key without a connection: its installation ID, and the digits and media that come back (R3.2). */
import { type ApiRoute, route } from '@muster/console'
import { fromHex } from '@muster/core/bytes'
import { catalogueBytesMax, issuerCertificateBytesMax } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import { digitTextCharactersMax } from '@muster/core/keys'
import * as v from 'valibot'
import type { VendorMedia } from '../../operations/activate-by-telephone.ts'
import { activationSchema } from './activation-schema.ts'
import type { HostApiContext } from './administration.ts'

const rootCharactersMax = 200
/** Base64 states three bytes with four characters. */
const base64 = (bytesMax: number) => v.pipe(v.string(), v.maxLength(4 * Math.ceil(bytesMax / 3)), v.base64())

const confirmation = v.strictObject({
  confirmationId: v.pipe(v.string(), v.maxLength(digitTextCharactersMax)),
  issuerCertificate: base64(issuerCertificateBytesMax),
  catalogue: base64(catalogueBytesMax),
  /** The vendor's root as it stands in its file: hexadecimal. */
  vendorRoot: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(rootCharactersMax))),
})

/** The routes. */
export function telephoneRoutes({ administration }: HostApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/keys/:partial/installation-id',
      operation: 'getInstallationId',
      summary:
        'The digits to read out to the vendor for a host key whose secret is held. They name the key, so only administrators see them.',
      role: 'admin',
      result: v.object({ partialProductKey: v.string(), installationId: v.string() }),
      handle: async ({ parameters }) => {
        const [id] = await administration.installationIds(parameters.partial)
        if (id === undefined) throw new AppError('host-key-missing')
        return id
      },
    }),
    route({
      method: 'POST',
      path: '/keys/:partial/confirm',
      operation: 'confirmHostKey',
      summary:
        'Activate a host key with the digits that the vendor read back, and the public files of its media in base64.',
      role: 'admin',
      body: confirmation,
      result: activationSchema,
      detail: ({ parameters }) => `${parameters.partial} by telephone`,
      handle: ({ body, parameters }) =>
        administration.confirm(body.confirmationId, mediaOf(body), parameters.partial),
    }),
  ]
}

function mediaOf(body: v.InferOutput<typeof confirmation>): VendorMedia {
  const { issuerCertificate, catalogue, vendorRoot } = body
  const media = { issuerCertificate: bytesOf(issuerCertificate), catalogue: bytesOf(catalogue) }
  if (vendorRoot === undefined) return media
  const root = fromHex(vendorRoot)
  if (root === undefined) throw new AppError('document-malformed', 'The vendor root.')
  return { ...media, root }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
