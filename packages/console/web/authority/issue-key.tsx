/** Issuing a key: chosen, made, shown once to be copied or printed. */
import { useState } from 'preact/hooks'
import { CopyButton, Dialog, ProblemNote, Section } from '../components/basics.tsx'
import { call, type Problem, problemOf } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import type { IssuedKey, Product } from './types.ts'

/** The form. */
export function IssueKey({ onIssued }: { readonly onIssued: () => void }) {
  const products = useLoad(() => call<readonly Product[]>('/products'), '')
  const [form, setForm] = useState({ kind: 'host', product: '', note: '', activationsMax: '50' })
  const [problem, setProblem] = useState<Problem>()
  const [issued, setIssued] = useState<IssuedKey>()
  const chosenProduct = form.product === '' ? (products.data?.[0]?.productId ?? '') : form.product
  const set = (field: keyof typeof form) => (event: { readonly currentTarget: { readonly value: string } }) =>
    setForm({ ...form, [field]: event.currentTarget.value })
  const submit = async (event: Event) => {
    event.preventDefault()
    setProblem(undefined)
    const limit = form.kind === 'mak' ? { activationsMax: Number(form.activationsMax) } : {}
    const body = { kind: form.kind, products: [chosenProduct], note: form.note, ...limit }
    try {
      setIssued(await call<IssuedKey>('/keys', { method: 'POST', body }))
      onIssued()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Section title="Issue a key">
      <form class="row-form" onSubmit={submit}>
        <label>
          Kind
          <select value={form.kind} onChange={set('kind')}>
            <option value="host">Host key, for an activation host</option>
            <option value="mak">Multiple activation key (MAK)</option>
          </select>
        </label>
        <label>
          Product
          <select value={chosenProduct} onChange={set('product')}>
            {(products.data ?? []).map(({ productId, name, edition, version }) => (
              <option key={productId} value={productId}>
                {name} {edition} {version}
              </option>
            ))}
          </select>
        </label>
        {form.kind === 'mak' ? (
          <label>
            Activations
            <input inputMode="numeric" required value={form.activationsMax} onInput={set('activationsMax')} />
          </label>
        ) : null}
        <label>
          For whom
          <input placeholder="Customer, contract" maxLength={200} value={form.note} onInput={set('note')} />
        </label>
        <button type="submit" class="primary" disabled={(products.data?.length ?? 0) === 0}>
          Issue
        </button>
        <ProblemNote problem={problem} />
      </form>
      {issued === undefined ? null : (
        <ShowOnce
          issued={issued}
          product={products.data?.find(({ productId }) => productId === chosenProduct)}
          note={form.note}
          onClose={() => setIssued(undefined)}
        />
      )}
    </Section>
  )
}

function ShowOnce({
  issued,
  product,
  note,
  onClose,
}: {
  readonly issued: IssuedKey
  readonly product: Product | undefined
  readonly note: string
  readonly onClose: () => void
}) {
  return (
    <Dialog title={titleOf(issued)} onClose={onClose}>
      <p class="issued number">{issued.productKey}</p>
      <p>
        {note === '' ? '' : `For ${note}. `}It is not shown again: only its hash is kept. Its id is{' '}
        <code>{issued.keyId}</code>.
      </p>
      <PrintSheet issued={issued} product={product} note={note} />
      <div class="actions">
        <CopyButton text={issued.productKey} label="Copy the key" />
        <button type="button" class="small" onClick={() => window.print()}>
          Print
        </button>
        <button type="button" class="small" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  )
}

/** All that is printed while the key is shown: a sheet to hand over. */
function PrintSheet({
  issued,
  product,
  note,
}: {
  readonly issued: IssuedKey
  readonly product: Product | undefined
  readonly note: string
}) {
  return (
    <div class="print-sheet">
      <h1>{titleOf(issued)}</h1>
      <p class="number">{issued.productKey}</p>
      <dl>
        <dt>For</dt>
        <dd>{note === '' ? '–' : note}</dd>
        <dt>Product</dt>
        <dd>{product === undefined ? '–' : `${product.name} ${product.edition} ${product.version}`}</dd>
        <dt>Key id</dt>
        <dd>{issued.keyId ?? '–'}</dd>
        <dt>Issued</dt>
        <dd>{new Date().toLocaleDateString()}</dd>
      </dl>
      <p>
        {issued.kind === 'mak'
          ? 'Each machine that it activates counts against it. Keep it secret.'
          : 'It turns an installation into your activation host: muster host install-key, then muster host activate. Keep it secret.'}
      </p>
    </div>
  )
}

function titleOf({ kind }: IssuedKey): string {
  return kind === 'mak' ? 'Multiple activation key' : 'Host key'
}
