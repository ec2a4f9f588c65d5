/**
 * Takes secrets out of text by their form: product keys, access tokens, passwords, private keys, installation and
 * confirmation IDs. It would rather take out too much.
 */

interface Rule {
  readonly pattern: RegExp
  readonly replacement: string
}

const rules: readonly Rule[] = [
  // Product keys, however they were typed; the last group is what may be shown (R1.6).
  {
    pattern: /\b(?:[0-9A-Z]{5}[-\u2010-\u2015 ]){4}([0-9A-Z]{5})\b/gi,
    replacement: '(product key that ends in $1)',
  },
  { pattern: /\b(?=[0-9A-Z]*[A-Z])(?=[0-9A-Z]*[0-9])[0-9A-Z]{25}\b/g, replacement: '(product key)' },
  { pattern: /\b[a-z]{6}_[0-9a-f]{48}\b/g, replacement: '(access token)' },
  { pattern: /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, replacement: '$1 (secret)' },
  // Groups of 7 digits: an installation ID has 9, a confirmation ID 20.
  { pattern: /\b\d{7}(?:[- ]?\d{7}){8,19}\b/g, replacement: '(installation or confirmation ID)' },
  { pattern: /(\w+:\/\/)[^\s/@"']+@/g, replacement: '$1(secret)@' },
  { pattern: /([?&](?:password|pwd|token|key|secret)=)[^&\s"']+/gi, replacement: '$1(secret)' },
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: '(private key)',
  },
  {
    pattern:
      /([\w.-]*(?:password|passphrase|secret|token|private_key|product_key)[\w-]*"?\s*[:=]\s*)(?:"[^"\n]*"|[^\s,;[\]{}()"]+)/gi,
    replacement: '$1"(secret)"',
  },
]

/** The text without what looks like a secret. */
export function redactSecrets(text: string): string {
  return rules.reduce((left, { pattern, replacement }) => left.replaceAll(pattern, replacement), text)
}
