/** The pages of each console, by what stands behind the # of their address. */

/** The host's. */
export const hostPages = ['', 'machines', 'events', 'dns', 'settings', 'access'] as const

/** The authority's. */
export const authorityPages = [
  '',
  'products',
  'keys',
  'hosts',
  'activations',
  'telephone',
  'audit',
  'access',
] as const
