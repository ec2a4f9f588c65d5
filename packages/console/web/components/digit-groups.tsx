/** Digits that somebody reads aloud, group by group: each turns green as it checks; a paste or a scan fills them all. */
import { useEffect, useRef } from 'preact/hooks'
import { checksOut, digitsPerGroup } from './check-digit.ts'
import { ScanButton } from './scan.tsx'

/** How many of the groups check out. */
export function rightGroups(groups: readonly string[]): number {
  return groups.filter(checksOut).length
}

/** Groups without a digit. */
export function emptyGroups(count: number): readonly string[] {
  return Array.from({ length: count }, () => '')
}

/** The groups of a text that was scanned or followed as a link: its digits, wherever they begin. */
export function groupsOfText(text: string, count: number): readonly string[] {
  const digits = (/(?:\d[\s-]*)+$/.exec(text.trim())?.[0] ?? '').replaceAll(/\D/g, '')
  const parts = digits.match(/\d{1,7}/g) ?? []
  return Array.from({ length: count }, (_, index) => parts[index] ?? '')
}

/** The fields. */
export function DigitGroups({
  label,
  groups,
  onChange,
  scans = false,
}: {
  readonly label: string
  readonly groups: readonly string[]
  readonly onChange: (groups: readonly string[]) => void
  /** Whether a code may be held before the camera. */
  readonly scans?: boolean
}) {
  const fields = useRef<HTMLFieldSetElement>(null)
  const isEmpty = groups.every((group) => group === '')
  useEffect(() => {
    if (isEmpty) fields.current?.querySelector('input')?.focus()
  }, [isEmpty])
  const type = (index: number, text: string) => {
    const parts = text.replaceAll(/\D/g, '').match(/\d{1,7}/g) ?? ['']
    const next = groups.map((group, at) =>
      at >= index && at < index + parts.length ? (parts[at - index] ?? '') : group,
    )
    onChange(next)
    const last = Math.min(index + parts.length - 1, groups.length - 1)
    const goOn = (next[last]?.length ?? 0) === digitsPerGroup ? last + 1 : last
    if (goOn !== index) fields.current?.querySelectorAll('input')[goOn]?.focus()
  }
  return (
    <>
      <fieldset class="digits" ref={fields}>
        <legend class="visually-hidden">{label}</legend>
        {groups.map((group, index) => (
          <Group key={index} index={index} group={group} type={type} />
        ))}
      </fieldset>
      <p class="quiet" role="status">
        {rightGroups(groups)} of {groups.length} groups check out
      </p>
      {scans ? <ScanButton onText={(text) => onChange(groupsOfText(text, groups.length))} /> : null}
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
