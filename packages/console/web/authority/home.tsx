/** The first page: who the vendor is, until when it can sign, and where to go. */
import { Badge, Loading, PageHead, ProblemNote, Section } from '../components/basics.tsx'
import { daysUntil, Time } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'

const warningMs = 60 * 86_400_000

interface VendorState {
  readonly vendorName: string
  readonly issuerExpires: string
  readonly products: number
}

/** The page. */
export function HomePage() {
  const load = useLoad(() => call<VendorState>('/vendor'), '')
  const { data } = load
  return (
    <>
      <PageHead
        title={data?.vendorName ?? 'Authority'}
        lead="Products, their keys, and who activated with them."
      />
      <ProblemNote problem={load.problem} />
      {data === undefined ? <Loading rows={5} /> : <Shown state={data} />}
    </>
  )
}

function Shown({ state }: { readonly state: VendorState }) {
  const isEnding = Date.parse(state.issuerExpires) - Date.now() < warningMs
  return (
    <>
      <Section title="Issuer">
        <dl class="facts">
          <dt>Signs until</dt>
          <dd>
            <Time iso={state.issuerExpires} dateOnly />{' '}
            <span class="quiet">{daysUntil(state.issuerExpires)}</span>{' '}
            <Badge tone={isEnding ? 'warn' : 'good'}>{isEnding ? 'ends soon' : 'valid'}</Badge>
          </dd>
          <dt>Products</dt>
          <dd class="number">{state.products}</dd>
        </dl>
        {isEnding ? (
          <p class="notice warn">
            Renew it with <code>muster authority renew-issuer</code> and the root key, before it ends.
          </p>
        ) : null}
      </Section>
      <Section title="What to do here">
        <ol>
          <li>
            <a href="#/products">Add a product</a>, and ship its licence and setup key with it.
          </li>
          <li>
            <a href="#/keys">Issue a host key</a> for a customer’s activation host, or a multiple activation
            key.
          </li>
          <li>
            See which <a href="#/hosts">hosts</a> and <a href="#/activations">machines</a> were activated.
          </li>
          <li>
            Help customers without a connection at the <a href="#/telephone">telephone desk</a>.
          </li>
        </ol>
      </Section>
    </>
  )
}
