/** The pages of each console, by what stands behind the # of their address. */

/** The host's. */
export const hostPages = [
  '',
  'machines',
  'duplicates',
  'events',
  'reports',
  'dns',
  'settings',
  'access',
] as const

/** Each report of the host. */
export const reportPages = [
  'reports/counts',
  'reports/licence-status',
  'reports/expiry',
  'reports/activity',
  'reports/denials',
  'reports/virtual',
  'reports/duplicates',
  'reports/churn',
] as const

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
