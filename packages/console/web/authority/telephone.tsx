/** The telephone desk: nine groups of an installation ID, each checked as it is typed; the confirmation to read back. */
import { useState } from 'preact/hooks'
import { CopyButton, Empty, PageHead, Section, WorkButton } from '../components/basics.tsx'
import { DigitGroups, emptyGroups, groupsOfText, rightGroups } from '../components/digit-groups.tsx'
import { call } from '../state/api.ts'
import { mayChange } from '../state/session.ts'

const groupCount = 9

interface ReadBack {
  readonly of: 'host' | 'directory' | 'machine'
  readonly confirmationId: string
  readonly keyId: string
  readonly isRepeated: boolean
  readonly use: string
}

/** The page; `scanned` is what a link from a QR code brought. */
export function TelephonePage({ scanned }: { readonly scanned: string }) {
  const [groups, setGroups] = useState(() => groupsOfText(scanned, groupCount))
  const [readBack, setReadBack] = useState<ReadBack>()
  const confirm = async () =>
    setReadBack(
      await call<ReadBack>('/telephone', { method: 'POST', body: { installationId: groups.join('-') } }),
    )
  const startAgain = () => {
    setGroups(emptyGroups(groupCount))
    setReadBack(undefined)
  }
  return (
    <>
      <PageHead title="Telephone desk" lead="For customers without a connection: digits in, digits out.">
        <button type="button" onClick={startAgain}>
          Next caller
        </button>
      </PageHead>
      {mayChange() ? (
        <Section
          title="Installation ID"
          note="Nine groups of seven digits. The last digit of each group checks it: green is right, red was misheard. A scanned or pasted code fills all groups."
        >
          <DigitGroups label="Installation ID" groups={groups} onChange={setGroups} scans />
          <div class="actions dialog-actions">
            <WorkButton
              kind="primary"
              work={confirm}
              disabled={rightGroups(groups) < groupCount || readBack !== undefined}
            >
              Confirm
            </WorkButton>
          </div>
        </Section>
      ) : (
        <Empty title="Only administrators confirm installation IDs">
          It counts against a customer’s key.
        </Empty>
      )}
      {readBack === undefined ? null : <Answer readBack={readBack} />}
    </>
  )
}

function Answer({ readBack }: { readonly readBack: ReadBack }) {
  const { confirmationId, of, isRepeated, use, keyId } = readBack
  return (
    <Section title="Confirmation ID to read back">
      <p>
        For a {of}, key <code>{keyId}</code>: {use}.
        {isRepeated ? ' The same digits as the first time; it does not count twice.' : ''}
      </p>
      <ol class="plain read-back">
        {confirmationId.split('-').map((group, index) => (
          <li key={index}>{group}</li>
        ))}
      </ol>
      <CopyButton text={confirmationId} label="Copy all" />
    </Section>
  )
}
