/** What happened, as one number: two runs that did the same have the same hash. */

/** The running hash of everything that happened. */
export class Trace {
  #high = 0x6a09e667
  #low = 0xbb67ae85
  /** How many entries went in. */
  entries = 0

  text(text: string): void {
    this.entries += 1
    for (let at = 0; at < text.length; at++) this.#mix(text.charCodeAt(at))
  }

  number(value: number): void {
    this.#mix(value | 0)
    this.#mix((value / 2 ** 32) | 0)
  }

  bytes(bytes: Uint8Array): void {
    this.entries += 1
    const wholeWords = bytes.length & ~3
    for (let at = 0; at < wholeWords; at += 4)
      this.#mix(
        (bytes[at] as number) |
          ((bytes[at + 1] as number) << 8) |
          ((bytes[at + 2] as number) << 16) |
          ((bytes[at + 3] as number) << 24),
      )
    for (let at = wholeWords; at < bytes.length; at++) this.#mix(bytes[at] as number)
  }

  /** 16 hexadecimal digits. */
  get hash(): string {
    const word = (value: number) => (value >>> 0).toString(16).padStart(8, '0')
    return `${word(this.#high)}${word(this.#low)}`
  }

  #mix(value: number): void {
    this.#high = Math.imul(this.#high ^ value, 0x01000193)
    this.#low = (Math.imul(this.#low + value, 0x85ebca6b) ^ (this.#low >>> 15)) + (this.#high >>> 13)
  }
}
