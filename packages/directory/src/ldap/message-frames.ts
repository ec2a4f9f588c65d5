/**
 * Cuts the bytes of a connection into LDAP messages. The length of a message is checked before more of it is kept, and
 * however the bytes are cut up on their way, each is copied a few times at most. Owns no socket.
 */
import { concatBytes } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import { headOf } from './ber.ts'

/** The longest single message: one entry with all its values. */
export const messageBytesMax = 1_048_576
const messageTag = 0x30

/** Collects what arrives. */
export class MessageFrames {
  #chunks: Uint8Array[] = []
  #length = 0
  /** Bytes of the message that is arriving; unknown until its head is there. */
  #needed: number | undefined

  /** Whether a message has begun and not ended. */
  get isInsideMessage(): boolean {
    return this.#length > 0
  }

  /**
   * The messages that are whole now, each as the content of its sequence. Throws `directory-answer-malformed`,
   * `directory-answer-too-large`.
   */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length < (this.#needed ?? 2)) return []
    return this.#take()
  }

  #take(): readonly Uint8Array[] {
    const bytes = this.#join()
    const messages: Uint8Array[] = []
    let offset = 0
    this.#needed = undefined
    while (offset < bytes.length) {
      if (bytes[offset] !== messageTag) throw new AppError('directory-answer-malformed')
      const head = headOf(bytes, offset)
      if (head === undefined) break
      const { headBytes, contentBytes } = head
      if (contentBytes > messageBytesMax) throw new AppError('directory-answer-too-large')
      const end = offset + headBytes + contentBytes
      if (end > bytes.length) {
        this.#needed = end - offset
        break
      }
      messages.push(bytes.subarray(offset + headBytes, end))
      offset = end
    }
    const rest = bytes.subarray(offset)
    this.#chunks = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
    return messages
  }

  #join(): Uint8Array {
    const [first = new Uint8Array(0)] = this.#chunks
    const bytes = this.#chunks.length === 1 ? first : concatBytes(...this.#chunks)
    this.#chunks = [bytes]
    return bytes
  }
}
