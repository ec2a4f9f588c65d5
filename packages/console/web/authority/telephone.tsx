/** The telephone desk: nine groups of an installation ID, each checked as it is typed; the confirmation to read back. */
import { useRef, useState } from 'preact/hooks'
import { CopyButton, Empty, PageHead, Section, WorkButton } from '../components/basics.tsx'
import { call } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { checksOut, digitsPerGroup } from './check-digit.ts'

const groupCount = 9
const noGroups: readonly string[] = Array.from({ length: groupCount }, () => '')

interface ReadBack {
  readonly of: 'host' | 'machine'
  readonly confirmationId: string
  readonly keyId: string
  readonly isRepeated: boolean
  readonly use: string
}

/** The page. */
export function TelephonePage() {
  const [groups, setGroups] = useState(noGroups)
  const [readBack, setReadBack] = useState<ReadBack>()
  const fields = useRef<HTMLFieldSetElement>(null)
  const isComplete = groups.every(checksOut)
  const type = (index: number, text: string) => {
    const digits = text.replaceAll(/\D/g, '')
    const parts = digits.match(/\d{1,7}/g) ?? ['']
    const next = groups.map((group, at) =>
      at >= index && at < index + parts.length ? (parts[at - index] ?? '') : group,
    )
    setGroups(next)
    const last = Math.min(index + parts.length - 1, groupCount - 1)
    const goOn = (next[last]?.length ?? 0) === digitsPerGroup ? last + 1 : last
    if (goOn !== index) fields.current?.querySelectorAll('input')[goOn]?.focus()
  }
  const confirm = async () =>
    setReadBack(
      await call<ReadBack>('/telephone', { method: 'POST', body: { installationId: groups.join('-') } }),
    )
  const startAgain = () => {
    setGroups(noGroups)
    setReadBack(undefined)
    fields.current?.querySelector('input')?.focus()
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
          <fieldset class="digits" ref={fields}>
            <legend class="visually-hidden">Installation ID</legend>
            {groups.map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
              <Group key={index} index={index} group={group} type={type} />
            ))}
          </fieldset>
          <div class="actions dialog-actions">
            <WorkButton kind="primary" work={confirm} disabled={!isComplete || readBack !== undefined}>
              Confirm
            </WorkButton>
            <span class="quiet" role="status">
              {groups.filter(checksOut).length} of {groupCount} groups check out
            </span>
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

function Group({
  index,
  group,
  type,
}: {
  readonly index: number
  readonly group: string
  readonly type: (index: number, text: string) => void
}) {
  const isFull = group.length === digitsPerGroup
  const isRight = checksOut(group)
  return (
    <label>
      <span>
        Group {index + 1} {isFull ? (isRight ? '✓' : '✗ again') : ''}
      </span>
      <input
        class={isFull ? (isRight ? 'right-group' : 'wrong-group') : ''}
        inputMode="numeric"
        autocomplete="off"
        aria-invalid={isFull && !isRight}
        value={group}
        onInput={(event) => type(index, event.currentTarget.value)}
      />
    </label>
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
          // biome-ignore lint/suspicious/noArrayIndexKey: groups may be alike, their places are not
          <li key={index}>{group}</li>
        ))}
      </ol>
      <CopyButton text={confirmationId} label="Copy all" />
    </Section>
  )
}
