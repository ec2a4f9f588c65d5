/** What a page is to the frame around it. */
import type { ComponentChildren } from 'preact'

/** One page. */
export interface PageDefinition {
  /** Behind the address's #/; empty for the first. */
  readonly page: string
  readonly title: string
  readonly show: (subject: string) => ComponentChildren
}
