/** What a new host needs, step by step; each says whether it is done. */

import { call } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import type { HostKey, Overview } from './types.ts'

/** The guide; it goes away once the host is activated. */
export function FirstSteps({ state }: { readonly state: Overview }) {
  const keys = useLoad(() => call<readonly HostKey[]>('/keys'), `${state.attention.length}`)
  const isInstalled = (keys.data?.length ?? 0) > 0
  const steps = [
    { title: 'Set up the host', text: 'Done: it has keys of its own and runs.', isDone: true },
    {
      title: 'Install the host key',
      text: 'The 25 characters that your vendor gave you. They are forgotten once the host is activated.',
      isDone: isInstalled,
    },
    {
      title: 'Activate it',
      text: 'Once, with your vendor’s authority. After that the host needs no contact to the vendor.',
      isDone: state.activated,
    },
    {
      title: 'Let machines find it',
      text: 'By DNS, or with “muster client set-host” on the machine.',
      isDone: state.counters.total > 0,
    },
  ]
  const next = steps.findIndex(({ isDone }) => !isDone)
  return (
    <section class="section first-steps">
      <h2>First steps</h2>
      <ol>
        {steps.map((step, index) => (
          <li key={step.title} class={step.isDone ? 'done' : index === next ? 'next' : ''}>
            <strong>{step.title}</strong>
            <div>{step.text}</div>
          </li>
        ))}
      </ol>
      <a class="button primary" href="#/settings">
        Open settings
      </a>
    </section>
  )
}
