/** Reading what a peer sends without believing how much it will be. */
import { AppError } from '@muster/core/errors'

/** The body of a response, at most so many bytes. Rejects with `frame-too-long`. */
export async function readBounded(response: Response, bytesMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > bytesMax) throw new AppError('frame-too-long', `More than ${bytesMax} bytes.`)
    parts.push(part)
  }
  const packet = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    packet.set(part, offset)
    offset += part.length
  }
  return packet
}
