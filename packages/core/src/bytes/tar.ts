/** Frames of a tar archive (POSIX.1-1988 ustar): the header before a file and what fills its last block. */
import { asciiBytes } from './byte-arrays.ts'

/** Everything in an archive begins at a multiple of this. */
export const tarBlockBytes = 512
/** The longest name, in ASCII. */
export const tarNameCharactersMax = 100
/** The largest file that a header of this kind can state: 11 octal digits. */
export const tarFileBytesMax = 8 ** 11 - 1

const mode = '0000600'

/** What a header says of a file, which is readable by its owner only. */
export interface TarEntry {
  /** ASCII, relative, with `/` between folders; at most {@link tarNameCharactersMax}. */
  readonly name: string
  readonly sizeBytes: number
  readonly timeSeconds: number
}

/** The block before a file. The name and size are within their limits. */
export function tarHeader({ name, sizeBytes, timeSeconds }: TarEntry): Uint8Array {
  const block = new Uint8Array(tarBlockBytes)
  const put = (text: string, offset: number) => block.set(asciiBytes(text), offset)
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

/** Zeros that fill the last block of a file. */
export function tarPadding(sizeBytes: number): Uint8Array {
  return new Uint8Array((tarBlockBytes - (sizeBytes % tarBlockBytes)) % tarBlockBytes)
}

/** The two empty blocks at the end. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * tarBlockBytes)
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}
