/** A copy of the whole host, saved by the browser while the service goes on. */
import { Section } from '../components/basics.tsx'
import { apiRoot } from '../state/api.ts'
import { mayChange } from '../state/session.ts'

/** The section; only administrators have it, since the copy holds the private key. */
export function Backup() {
  if (!mayChange()) return null
  return (
    <Section
      title="Backup"
      note="One consistent copy of counts, inventory, events, keys and settings, as a tar archive. It holds the private key of this host: keep it as private as the host itself."
    >
      <a class="button" href={`${apiRoot}/backup`} download>
        Download a backup
      </a>
    </Section>
  )
}
