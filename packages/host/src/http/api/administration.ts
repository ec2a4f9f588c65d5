/** What the API does with a host: the same things as the commands, on the same folder. */
import type { Clock, Timers } from '@muster/core/ports'
import type { HostSettings, HostStore } from '@muster/core/stores'
import type { AuthorityConnection } from '../../authority/authority-connection.ts'
import type { DnsPublishing } from '../../dns/dns-publishing.ts'
import type { HostInsight } from '../../insight.ts'
import type { HostInstallationId, VendorMedia } from '../../operations/activate-by-telephone.ts'
import type { HostActivationOutcome } from '../../operations/activate-host.ts'
import type { InstalledKey } from '../../operations/install-host-key.ts'
import type { ListedHostKey } from '../../operations/list-host-keys.ts'
import type { HostReportSource } from '../../operations/report-source.ts'
import type { IntervalChange } from '../../operations/set-interval.ts'
import type { HostStatus } from '../../operations/status.ts'

/** A copy of a host on its way out. */
export interface BackupArchive {
  readonly content: ReadableStream<Uint8Array>
  readonly sizeBytes: number
}

/** A host's folder as the API sees it. */
export interface HostAdministration {
  readonly hostName: string
  readonly dns: DnsPublishing
  status(): Promise<HostStatus>
  withReports<Result>(work: (source: HostReportSource) => Promise<Result>): Promise<Result>
  keys(): Promise<readonly ListedHostKey[]>
  installKey(text: string): Promise<InstalledKey>
  removeKey(partialProductKey: string): Promise<void>
  activate(
    authority: AuthorityConnection,
    partialProductKey?: string,
  ): Promise<readonly HostActivationOutcome[]>
  installationIds(partialProductKey?: string): Promise<readonly HostInstallationId[]>
  confirm(digits: string, media: VendorMedia, partialProductKey?: string): Promise<HostActivationOutcome>
  backupArchive(): Promise<BackupArchive>
  setIntervals(change: IntervalChange): Promise<HostSettings>
}

/** What the routes stand on. */
export interface HostApiContext {
  readonly administration: HostAdministration
  readonly store: HostStore
  readonly clock: Clock
  readonly timers: Timers
  readonly connectAuthority: (url: string) => AuthorityConnection
  /** Absent: no reports, no judgement of duplicates, no checks. */
  readonly insight?: HostInsight | undefined
}
