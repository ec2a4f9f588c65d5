/** Loading what a page shows, again when what it depends on changes, and until it is whole. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type Problem, problemOf, UnderWay } from './api.ts'

/** How soon a service that did not answer is asked again. */
const unreachableMs = 3_000
/** How soon it is asked again for what is being made, or being made anew. */
const underWayMs = 700
const renewedMs = 2_000

/** What is loaded, being loaded, or could not be. */
export interface Load<Data> {
  readonly data: Data | undefined
  readonly problem: Problem | undefined
  readonly isLoading: boolean
  /** Since when the service has been making what is asked for, ISO 8601; undefined where it is not. */
  readonly beganAt: string | undefined
  readonly reload: () => void
}

/** Loads; data that is there stays until newer data comes. `key` says what it depends on. */
export function useLoad<Data>(load: () => Promise<Data>, key: string): Load<Data> {
  const [state, setState] = useState<Omit<Load<Data>, 'reload'>>({
    data: undefined,
    problem: undefined,
    isLoading: true,
    beganAt: undefined,
  })
  const turn = useRef(0)
  const run = useRef(load)
  run.current = load
  const reload = useCallback(() => {
    const mine = ++turn.current
    setState((before) => ({ ...before, isLoading: true }))
    run.current().then(
      (data) =>
        mine === turn.current && setState({ data, problem: undefined, isLoading: false, beganAt: undefined }),
      (error: unknown) =>
        mine === turn.current && setState(({ data }) => ({ data, isLoading: false, ...failureOf(error) })),
    )
  }, [])
  useEffect(() => {
    reload()
    return () => {
      turn.current += 1
    }
  }, [key, reload])
  const againMs = state.isLoading ? undefined : againAfterMs(state)
  useEffect(() => {
    if (againMs === undefined) return
    const timer = setTimeout(reload, againMs)
    return () => clearTimeout(timer)
  }, [againMs, reload])
  return { ...state, reload }
}

function failureOf(error: unknown): Pick<Load<never>, 'problem' | 'beganAt'> {
  if (error instanceof UnderWay) return { problem: undefined, beganAt: error.beganAt }
  return { problem: problemOf(error), beganAt: undefined }
}

/** How soon it is worth asking again; undefined where it is not. */
function againAfterMs({ data, problem, beganAt }: Omit<Load<unknown>, 'reload'>): number | undefined {
  if (problem?.code === 'service-unreachable') return unreachableMs
  if (beganAt !== undefined) return underWayMs
  const isBeingRenewed = (data as { readonly isBeingRenewed?: boolean } | undefined)?.isBeingRenewed
  return isBeingRenewed === true ? renewedMs : undefined
}
