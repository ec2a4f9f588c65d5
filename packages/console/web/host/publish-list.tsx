/** The publish list: domains beside the host's own, edited as rows and kept as a whole. */
import { useState } from 'preact/hooks'
import { Badge, Loading, ProblemNote, Section, WorkButton } from '../components/basics.tsx'
import { call } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { useLoad } from '../state/use-load.ts'

interface Entry {
  readonly domain: string
  readonly priority: number
  readonly weight: number
}

interface List {
  readonly domains: readonly Entry[]
  readonly from: 'settings' | 'configuration'
}

interface Outcome {
  readonly domain: string
  readonly code: string
  readonly sentence: string
  readonly remedy: string
  readonly detail: string
}

interface Row {
  readonly domain: string
  readonly priority: string
  readonly weight: string
}

const newRow: Row = { domain: '', priority: '0', weight: '0' }

/** The section. */
export function PublishList() {
  const load = useLoad(() => call<List>('/dns/publish-list'), '')
  const [edited, setEdited] = useState<readonly Row[]>()
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>()
  const rows = edited ?? load.data?.domains.map(rowOf) ?? []
  const send = async (domains: readonly Entry[] | null) => {
    setOutcomes(undefined)
    setOutcomes(await call<readonly Outcome[]>('/dns/publish-list', { method: 'PATCH', body: { domains } }))
    setEdited(undefined)
    load.reload()
  }
  return (
    <Section
      title="Publish list"
      note="Domains beside the host’s own in which it publishes itself. Machines try the lowest priority first, and share within it by weight."
      actions={
        load.data === undefined ? undefined : (
          <Badge tone="plain">{load.data.from === 'settings' ? 'set here' : 'from host.toml'}</Badge>
        )
      }
    >
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? load.problem === undefined ? <Loading rows={2} /> : null : null}
      {load.data !== undefined && rows.length === 0 ? (
        <p class="quiet">No domain but the host’s own.</p>
      ) : null}
      {rows.map((row, index) => (
        <EntryRow
          key={index}
          number={index + 1}
          row={row}
          onChange={(changed) => setEdited(rows.map((one, at) => (at === index ? changed : one)))}
          onRemove={() => setEdited(rows.filter((_, at) => at !== index))}
        />
      ))}
      {mayChange() && load.data !== undefined ? (
        <div class="actions dialog-actions">
          <button type="button" onClick={() => setEdited([...rows, newRow])}>
            Add a domain
          </button>
          <WorkButton kind="primary" disabled={edited === undefined} work={() => send(rows.map(entryOf))}>
            Save the list
          </WorkButton>
          {load.data.from === 'settings' ? (
            <WorkButton work={() => send(null)}>As host.toml says</WorkButton>
          ) : null}
        </div>
      ) : null}
      <Outcomes outcomes={outcomes} />
    </Section>
  )
}

function EntryRow({
  number,
  row,
  onChange,
  onRemove,
}: {
  readonly number: number
  readonly row: Row
  readonly onChange: (row: Row) => void
  readonly onRemove: () => void
}) {
  const field = (name: keyof Row, label: string) => (
    <label>
      {label}
      <input
        value={row[name]}
        aria-label={`${label} of entry ${number}`}
        inputMode={name === 'domain' ? 'text' : 'numeric'}
        spellcheck={false}
        disabled={!mayChange()}
        onInput={(event) => onChange({ ...row, [name]: event.currentTarget.value })}
      />
    </label>
  )
  return (
    <div class="row-form">
      {field('domain', 'Domain')}
      {field('priority', 'Priority')}
      {field('weight', 'Weight')}
      {mayChange() ? (
        <button type="button" aria-label={`Take off entry ${number}`} onClick={onRemove}>
          Take off
        </button>
      ) : null}
    </div>
  )
}

function Outcomes({ outcomes }: { readonly outcomes: readonly Outcome[] | undefined }) {
  if (outcomes === undefined) return null
  const failed = outcomes.filter(({ code }) => code !== 'success')
  return (
    <div role="status">
      <p class="notice good">The list is saved.</p>
      {failed.map(({ domain, sentence, detail, remedy }) => (
        <p key={domain} class="notice bad">
          <strong>{domain}</strong> {sentence} {detail} {remedy}
        </p>
      ))}
    </div>
  )
}

function rowOf({ domain, priority, weight }: Entry): Row {
  return { domain, priority: String(priority), weight: String(weight) }
}

/** What is no number goes to the server as it is, which names the entry. */
function entryOf({ domain, priority, weight }: Row): Entry {
  return { domain: domain.trim(), priority: Number(priority), weight: Number(weight) }
}
