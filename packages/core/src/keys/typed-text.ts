/**
 * What people type, paste or scan where a key or an ID is asked for, reduced to the characters that matter. Forgiven
 * are: wide forms, every dash, every blank (zero-width ones too), a byte order mark, quotes around the whole.
 */

const separators = /[\p{Pd}\p{Cf}\p{Cc}\p{Z}\s\u02d7\u2043\u2212\u2500\u2501\u2796\u2800\u30fc]+/gu
const quotesAround = /^[\p{Pi}\p{Pf}'"`\u201a\u201e]+|[\p{Pi}\p{Pf}'"`\u201a\u201e]+$/gu

/** The pieces of text between separators, none of them empty, in upper case. Characters are whole code points. */
export function typedPieces(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(separators, ' ')
    .trim()
    .replace(quotesAround, '')
    .split(' ')
    .filter((piece) => piece !== '')
}
