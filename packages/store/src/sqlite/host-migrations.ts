/** All steps of a host's store, in order. */
import type { Migration } from './migration.ts'
import { hostMigration } from './migrations/001-host.ts'
import { hostNameMigration } from './migrations/002-host-name.ts'
import { reportsMigration } from './migrations/003-reports.ts'
import { machineSearchMigration } from './migrations/004-machine-search.ts'
import { applicationLookupMigration } from './migrations/005-application-lookup.ts'
import { activationsMigration } from './migrations/006-activations.ts'
import { renewalsMigration } from './migrations/007-renewals.ts'
import { machineGroupsMigration } from './migrations/008-machine-groups.ts'

export const hostMigrations: readonly Migration[] = [
  hostMigration,
  hostNameMigration,
  reportsMigration,
  machineSearchMigration,
  applicationLookupMigration,
  activationsMigration,
  renewalsMigration,
  machineGroupsMigration,
]
