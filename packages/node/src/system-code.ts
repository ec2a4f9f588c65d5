/** The operating system's own names of errors. */

/** The name that the system or Node.js gives an error, such as ENOENT; empty where it has none. */
export function systemCodeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? code : ''
}
