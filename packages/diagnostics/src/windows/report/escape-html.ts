/** Text as HTML shows it, and never as HTML means it. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** What could mislead a reader: control characters but line ends, halves of characters, marks that turn direction. */
const misleading = /(?!\n)\p{Cc}|\p{Cs}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text for content and for quoted attributes; line ends and blanks are kept. */
export function escapeHtml(text: string): string {
  return text.replaceAll(misleading, '\ufffd').replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? mark)
}
