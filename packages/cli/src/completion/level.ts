/** What completion knows of one place in the tree. */

/** A flag as completion sees it. */
export interface CompletedFlag {
  readonly flag: string
  readonly summary: string
  readonly takesValue: boolean
  /** Values to offer; files are offered where a value has none. */
  readonly choices: readonly string[]
}

/** Words and flags that may follow a path. */
export interface CompletionLevel {
  /** Words so far, joined by blanks; empty at the top. */
  readonly path: string
  /** Names below it, or the choices of its first argument. */
  readonly words: readonly string[]
  readonly flags: readonly CompletedFlag[]
}
