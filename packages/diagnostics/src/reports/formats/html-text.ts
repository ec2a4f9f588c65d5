/** Text inside HTML and SVG. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that stands for itself, in an element or a quoted attribute; control characters are shown as a mark. */
export function htmlText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
