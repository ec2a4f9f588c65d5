/** Who can sign in: tokens with their roles, the same for both services. */
import { useState } from 'preact/hooks'
import {
  Badge,
  CopyButton,
  Empty,
  Loading,
  PageHead,
  ProblemNote,
  Section,
  WorkButton,
} from './components/basics.tsx'
import { type Column, Table } from './components/table.tsx'
import { Time } from './components/time.tsx'
import { call, type Problem, problemOf } from './state/api.ts'
import { mayChange } from './state/session.ts'
import { useLoad } from './state/use-load.ts'

interface Token {
  readonly id: string
  readonly name: string
  readonly role: 'viewer' | 'admin'
  readonly created: string
  readonly token?: string
}

/** The page. */
export function TokensPage({ command }: { readonly command: 'host' | 'authority' }) {
  return (
    <>
      <PageHead title="Access" lead="Whoever has a token can sign in here and use the API." />
      {mayChange() ? (
        <Tokens />
      ) : (
        <Empty title="Only administrators see who has access">
          Sign in with a token for the role “admin”; <code>muster {command} token new --role admin</code>{' '}
          makes one.
        </Empty>
      )}
    </>
  )
}

function Tokens() {
  const load = useLoad(() => call<readonly Token[]>('/tokens'), '')
  const [made, setMade] = useState<Token>()
  return (
    <Section title="Tokens" note="Only a hash of each token is kept. Removing one signs its users out.">
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? (
        <Loading rows={3} />
      ) : (
        <Table label="Tokens" columns={columnsOf(load.reload)} rows={load.data} keyOf={({ id }) => id} />
      )}
      {made?.token === undefined ? null : (
        <div class="notice good" role="status">
          <strong>The token of {made.name}; it is not shown again:</strong>
          <div class="number break">{made.token}</div>
          <CopyButton text={made.token} />
        </div>
      )}
      <NewToken
        onMade={(token) => {
          setMade(token)
          load.reload()
        }}
      />
    </Section>
  )
}

function NewToken({ onMade }: { readonly onMade: (token: Token) => void }) {
  const [name, setName] = useState('')
  const [role, setRole] = useState('viewer')
  const [problem, setProblem] = useState<Problem>()
  const submit = async (event: Event) => {
    event.preventDefault()
    setProblem(undefined)
    try {
      onMade(await call<Token>('/tokens', { method: 'POST', body: { name, role } }))
      setName('')
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <form class="row-form" onSubmit={submit}>
      <label>
        Name
        <input required maxLength={80} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label>
        Role
        <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
          <option value="viewer">viewer: may look</option>
          <option value="admin">admin: may change</option>
        </select>
      </label>
      <button type="submit">Make a token</button>
      <ProblemNote problem={problem} />
    </form>
  )
}

function columnsOf(reload: () => void): readonly Column<Token>[] {
  const remove = async (id: string) => {
    await call(`/tokens/${id}`, { method: 'DELETE' })
    reload()
  }
  return [
    { heading: 'Name', cell: ({ name }) => name },
    { heading: 'Role', cell: ({ role }) => <Badge tone={role === 'admin' ? 'warn' : 'plain'}>{role}</Badge> },
    { heading: 'Made', cell: ({ created }) => <Time iso={created} />, isWide: true },
    {
      heading: 'Remove',
      cell: ({ id, name }) => (
        <WorkButton kind="small" title={`Remove the token of ${name}`} work={() => remove(id)}>
          Remove
        </WorkButton>
      ),
    },
  ]
}
