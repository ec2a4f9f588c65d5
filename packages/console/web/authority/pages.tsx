/** The pages of an authority. */
import type { PageDefinition } from '../page-definition.ts'
import { TokensPage } from '../tokens.tsx'

/** In the order of the menu. */
export const authorityPages: readonly PageDefinition[] = [
  { page: '', title: 'Access', show: () => <TokensPage command="authority" /> },
]
