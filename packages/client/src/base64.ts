/** Base64 (RFC 4648 §4) between bytes and text. */

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Bytes as base64 text. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/** The bytes of base64 text with its padding; undefined for anything else. */
export function fromBase64(text: string): Uint8Array | undefined {
  return base64Pattern.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined
}
