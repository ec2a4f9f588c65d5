/** The pages of an activation host. */
import type { PageDefinition } from '../page-definition.ts'
import { TokensPage } from '../tokens.tsx'
import { DnsPage } from './dns.tsx'
import { DuplicatesPage } from './duplicates.tsx'
import { EventsPage } from './events.tsx'
import { MachinePage } from './machine.tsx'
import { MachinesPage } from './machines.tsx'
import { OverviewPage } from './overview.tsx'
import { ReportsPage } from './reports.tsx'
import { SettingsPage } from './settings.tsx'

/** In the order of the menu. */
export const hostPages: readonly PageDefinition[] = [
  { page: '', title: 'Overview', show: () => <OverviewPage /> },
  {
    page: 'machines',
    title: 'Machines',
    show: (cmid) => (cmid === '' ? <MachinesPage /> : <MachinePage key={cmid} cmid={cmid} />),
  },
  { page: 'duplicates', title: 'Duplicates', show: () => <DuplicatesPage /> },
  { page: 'events', title: 'Events', show: (cmid) => <EventsPage key={cmid} cmid={cmid} /> },
  { page: 'reports', title: 'Reports', show: (name) => <ReportsPage name={name} /> },
  { page: 'dns', title: 'DNS', show: () => <DnsPage /> },
  { page: 'settings', title: 'Settings', show: () => <SettingsPage /> },
  { page: 'access', title: 'Access', show: () => <TokensPage command="host" /> },
]
