/** The intervals that machines are told. */
import { useState } from 'preact/hooks'
import { Section, WorkButton } from '../components/basics.tsx'
import { durationText } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { overview } from '../state/live.ts'
import { mayChange } from '../state/session.ts'

/** The section. */
export function Intervals() {
  const present = overview.value?.intervals
  const [retry, setRetry] = useState('')
  const [renewal, setRenewal] = useState('')
  const minutes = (text: string) => (text.trim() === '' ? undefined : Number(text))
  const save = async () => {
    await call('/settings', {
      method: 'PATCH',
      body: { retryMinutes: minutes(retry), renewalMinutes: minutes(renewal) },
    })
    setRetry('')
    setRenewal('')
  }
  const reset = () =>
    call('/settings', { method: 'PATCH', body: { retryMinutes: null, renewalMinutes: null } })
  return (
    <Section
      title="Intervals"
      note="What machines are told with each answer. From 15 minutes to 30 days (43,200 minutes)."
    >
      <dl class="facts">
        <dt>Retry while not activated</dt>
        <dd>{present === undefined ? '…' : durationText(present.retryMinutes)}</dd>
        <dt>Renew once activated</dt>
        <dd>{present === undefined ? '…' : durationText(present.renewalMinutes)}</dd>
      </dl>
      {mayChange() ? (
        <div class="row-form">
          <label>
            Retry, in minutes
            <input
              inputMode="numeric"
              value={retry}
              onInput={(event) => setRetry(event.currentTarget.value)}
            />
          </label>
          <label>
            Renewal, in minutes
            <input
              inputMode="numeric"
              value={renewal}
              onInput={(event) => setRenewal(event.currentTarget.value)}
            />
          </label>
          <WorkButton work={save} disabled={retry === '' && renewal === ''}>
            Save
          </WorkButton>
          <WorkButton work={reset}>As the licence says</WorkButton>
        </div>
      ) : null}
    </Section>
  )
}
