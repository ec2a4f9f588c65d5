/** Files as one tar archive (POSIX.1-1988 ustar), which every system unpacks. */
import { AppError } from '@muster/core/errors'

/** One file of an archive. */
export interface BundleFile {
  /** Relative, with `/` between folders; at most 100 bytes. */
  readonly name: string
  readonly content: Uint8Array
}

const blockBytes = 512
const nameBytesMax = 100
const mode = '0000600'
const encoder = new TextEncoder()

/** The archive; every file is readable by its owner only and carries this time. Throws `usage` for a name that is too long. */
export function tarArchive(files: readonly BundleFile[], timeSeconds: number): Uint8Array {
  const blocks = files.flatMap(({ name, content }) => [
    header(name, content.length, timeSeconds),
    content,
    new Uint8Array((blockBytes - (content.length % blockBytes)) % blockBytes),
  ])
  return concatenate([...blocks, new Uint8Array(2 * blockBytes)])
}

function header(name: string, sizeBytes: number, timeSeconds: number): Uint8Array {
  if (encoder.encode(name).length > nameBytesMax) throw new AppError('usage', `${name} is too long a name.`)
  const block = new Uint8Array(blockBytes)
  const put = (text: string, offset: number) => block.set(encoder.encode(text), offset)
  put(name, 0)
  put(`${mode}\0`, 100)
  put('0000000\0', 108)
  put('0000000\0', 116)
  put(`${octal(sizeBytes, 11)}\0`, 124)
  put(`${octal(timeSeconds, 11)}\0`, 136)
  // The checksum counts its own field as blanks.
  put('        ', 148)
  put('0', 156)
  put('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(`${octal(sum, 6)}\0 `, 148)
  return block
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
