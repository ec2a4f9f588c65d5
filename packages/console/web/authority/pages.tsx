/** The pages of an authority. */
import type { PageDefinition } from '../page-definition.ts'
import { TokensPage } from '../tokens.tsx'
import { HomePage } from './home.tsx'
import { KeysPage } from './keys.tsx'
import { ProductsPage } from './products.tsx'
import { ActivationsPage, AuditPage, HostsPage } from './records.tsx'
import { TelephonePage } from './telephone.tsx'

/** In the order of the menu. */
export const authorityPages: readonly PageDefinition[] = [
  { page: '', title: 'Overview', show: () => <HomePage /> },
  { page: 'products', title: 'Products', show: () => <ProductsPage /> },
  { page: 'keys', title: 'Keys', show: () => <KeysPage /> },
  { page: 'hosts', title: 'Hosts', show: () => <HostsPage /> },
  { page: 'activations', title: 'Activations', show: () => <ActivationsPage /> },
  {
    page: 'telephone',
    title: 'Telephone desk',
    show: (scanned) => <TelephonePage key={scanned} scanned={scanned} />,
  },
  { page: 'audit', title: 'Audit', show: () => <AuditPage /> },
  { page: 'access', title: 'Access', show: () => <TokensPage command="authority" /> },
]
