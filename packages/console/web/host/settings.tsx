/** What changes at run time: host keys, intervals, the publish list; and a copy of the whole host. */
import { Badge, Empty, Loading, PageHead, ProblemNote, Section } from '../components/basics.tsx'
import { call } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { useLoad } from '../state/use-load.ts'
import { Backup } from './backup.tsx'
import { InstallKey, KeyCard } from './host-keys.tsx'
import { Intervals } from './intervals.tsx'
import { PublishList } from './publish-list.tsx'
import type { HostKey } from './types.ts'

const whoMayNot = 'This token may look, but not change anything.'

/** The page. */
export function SettingsPage() {
  const keys = useLoad(() => call<readonly HostKey[]>('/keys'), '')
  return (
    <>
      <PageHead
        title="Settings"
        lead="Addresses, limits and retention stand in host.toml; what changes at run time is here. Who may sign in is on the page Access."
      >
        {mayChange() ? null : <Badge tone="plain">{whoMayNot}</Badge>}
      </PageHead>
      <Section
        title="Host keys"
        note="A host key turns this installation into an activation host for a vendor’s products."
      >
        <ProblemNote problem={keys.problem} />
        {keys.data === undefined ? (
          <Loading rows={3} />
        ) : keys.data.length === 0 ? (
          <Empty title="No host key is installed">Your vendor gave you 25 characters in five groups.</Empty>
        ) : (
          <ul class="plain cards">
            {keys.data.map((key) => (
              <KeyCard key={key.partialProductKey} hostKey={key} reload={keys.reload} />
            ))}
          </ul>
        )}
        {mayChange() ? <InstallKey reload={keys.reload} /> : null}
      </Section>
      <Intervals />
      <PublishList />
      <Backup />
    </>
  )
}
