/** Small parts that every page uses. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Problem, problemOf } from '../state/api.ts'
import { Time } from './time.tsx'

/** The head of a page: its name, a sentence, and what can be done. */
export function PageHead({
  title,
  lead,
  children,
}: {
  readonly title: string
  readonly lead?: ComponentChildren
  readonly children?: ComponentChildren
}) {
  useEffect(() => {
    document.title = `${title} · Muster`
  }, [title])
  return (
    <header class="page-head">
      <div>
        <h1>{title}</h1>
        {lead === undefined ? null : <p class="lead">{lead}</p>}
      </div>
      {children === undefined ? null : <div class="actions">{children}</div>}
    </header>
  )
}

/** One part of a page. */
export function Section({
  title,
  note,
  actions,
  children,
}: {
  readonly title: string
  readonly note?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {actions}
      </div>
      {note === undefined ? null : <p class="note">{note}</p>}
      {children}
    </section>
  )
}

/** What went wrong, and what to do about it. */
export function ProblemNote({ problem }: { readonly problem: Problem | undefined }) {
  if (problem === undefined) return null
  return (
    <div class="notice bad" role="alert">
      <strong>{problem.title}</strong>
      {problem.detail === undefined ? null : <span> {problem.detail}</span>}
      <div>{problem.remedy}</div>
      {problem.number === undefined ? null : (
        <div class="quiet">
          {problem.code} ({problem.number})
        </div>
      )}
    </div>
  )
}

/** What a list says that has nothing in it. */
export function Empty({
  title,
  children,
}: {
  readonly title: string
  readonly children?: ComponentChildren
}) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      <div>{children}</div>
    </div>
  )
}

/** A place that is being filled; it has the size of what will come. `beganAt`: since when the service makes it. */
export function Loading({
  rows = 6,
  beganAt,
}: {
  readonly rows?: number
  readonly beganAt?: string | undefined
}) {
  return (
    <div class="loading" role="status" aria-label={beganAt === undefined ? 'Loading' : undefined}>
      <UnderWayNote beganAt={beganAt} />
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} class="bone" />
      ))}
    </div>
  )
}

/** That the service is making what is asked for, and since when; nothing where it is not. */
export function UnderWayNote({ beganAt }: { readonly beganAt: string | undefined }) {
  if (beganAt === undefined) return null
  return (
    <p class="note">
      Being worked out since <Time iso={beganAt} />; it stands here as soon as it is there.
    </p>
  )
}

/** As of when it is what a page shows, and whether something newer is on its way. */
export function AsOf({ iso, isBeingRenewed }: { readonly iso: string; readonly isBeingRenewed: boolean }) {
  return (
    <>
      As of <Time iso={iso} />
      {isBeingRenewed ? ', being worked out anew' : ''}.
    </>
  )
}

/** A word with a colour that is not its only sign. */
export function Badge({
  tone,
  children,
}: {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain'
  readonly children: ComponentChildren
}) {
  return <span class={`badge ${tone}`}>{children}</span>
}

/** Copies a text. */
export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <button type="button" class="small" onClick={copy}>
      {copied ? 'Copied' : label}
    </button>
  )
}

/** A button whose work takes a while: it says so, and what went wrong stands below it. */
export function WorkButton({
  children,
  work,
  disabled = false,
  kind = '',
  title,
}: {
  readonly children: ComponentChildren
  readonly work: () => Promise<unknown>
  readonly disabled?: boolean
  readonly kind?: string
  readonly title?: string | undefined
}) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const run = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      await work()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button
        type="button"
        class={kind}
        disabled={disabled || isBusy}
        aria-busy={isBusy}
        title={title}
        onClick={run}
      >
        {children}
      </button>
      <ProblemNote problem={problem} />
    </>
  )
}

/** A question over the page, with the keyboard kept inside by the browser. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    element.current?.showModal()
  }, [])
  return (
    <dialog ref={element} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {children}
    </dialog>
  )
}
