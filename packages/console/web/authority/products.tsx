/** Products: what is sold, and the files that ship with it. */
import { useState } from 'preact/hooks'
import { CopyButton, Empty, Loading, PageHead, ProblemNote, Section } from '../components/basics.tsx'
import { type Column, Table } from '../components/table.tsx'
import { apiRoot, call, type Problem, problemOf } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { useLoad } from '../state/use-load.ts'
import type { Product } from './types.ts'

/** The page. */
export function ProductsPage() {
  const load = useLoad(() => call<readonly Product[]>('/products'), '')
  return (
    <>
      <PageHead
        title="Products"
        lead="What is activated. Each ships with its licence file and its public setup key."
      />
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? (
        <Loading rows={5} />
      ) : load.data.length === 0 ? (
        <Empty title="No product yet">Add the first one below; its family presets the threshold.</Empty>
      ) : (
        <Table
          label="Products"
          columns={columns}
          rows={load.data}
          keyOf={({ productId }) => productId}
          isStacked
        />
      )}
      {mayChange() ? <NewProduct onAdded={load.reload} /> : null}
    </>
  )
}

const columns: readonly Column<Product>[] = [
  {
    heading: 'Product',
    cell: ({ name, edition, version }) => (
      <>
        <strong>{name}</strong> {edition} <span class="quiet">{version}</span>
      </>
    ),
  },
  { heading: 'Family', cell: ({ family }) => family, isWide: true },
  { heading: 'Threshold', cell: ({ threshold }) => threshold, isNumber: true },
  { heading: 'Group', cell: ({ productGroup }) => productGroup, isNumber: true, isWide: true },
  {
    heading: 'To ship',
    cell: ({ productId }) => (
      <span class="actions">
        <a class="button small" href={`${apiRoot}/products/${productId}/licence`} download>
          Licence
        </a>
        <SetupKey productId={productId} />
      </span>
    ),
  },
]

function SetupKey({ productId }: { readonly productId: string }) {
  const [key, setKey] = useState('')
  const show = async () => {
    setKey((await call<{ setupKey: string }>(`/products/${productId}/setup-key`)).setupKey)
  }
  if (key !== '')
    return (
      <>
        <code class="break">{key}</code> <CopyButton text={key} />
      </>
    )
  return (
    <button type="button" class="small" onClick={() => void show()}>
      Setup key
    </button>
  )
}

const empty = { name: '', edition: '', version: '1', family: 'client', threshold: '' }

function NewProduct({ onAdded }: { readonly onAdded: () => void }) {
  const [form, setForm] = useState(empty)
  const [problem, setProblem] = useState<Problem>()
  const set =
    (field: keyof typeof empty) => (event: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [field]: event.currentTarget.value })
  const submit = async (event: Event) => {
    event.preventDefault()
    setProblem(undefined)
    const { threshold, ...rest } = form
    const body = { ...rest, ...(threshold === '' ? {} : { threshold: Number(threshold) }) }
    try {
      await call('/products', { method: 'POST', body })
      setForm(empty)
      onAdded()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Section title="Add a product">
      <form class="row-form" onSubmit={submit}>
        <label>
          Name
          <input required value={form.name} onInput={set('name')} />
        </label>
        <label>
          Edition
          <input required value={form.edition} onInput={set('edition')} />
        </label>
        <label>
          Version
          <input required value={form.version} onInput={set('version')} />
        </label>
        <label>
          Family
          <select value={form.family} onChange={set('family')}>
            <option value="client">client, from 25 machines</option>
            <option value="server">server, from 5</option>
            <option value="suite">suite, from 5</option>
            <option value="custom">custom</option>
          </select>
        </label>
        <label>
          Threshold
          <input inputMode="numeric" placeholder="preset" value={form.threshold} onInput={set('threshold')} />
        </label>
        <button type="submit" class="primary">
          Add
        </button>
        <ProblemNote problem={problem} />
      </form>
    </Section>
  )
}
