/** Loading what a page shows, again when what it depends on changes, and until it is whole. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type Problem, problemOf, UnderWay } from './api.ts'

/** How soon a service that did not answer is asked again. */
const unreachableMs = 3_000
/** How soon it is asked again for what is being made, the first time and later, and for what is being made anew. */
const underWayFirstMs = 120
const underWayMs = 700
const renewedMs = 2_000

/** What is loaded, being loaded, or could not be. */
export interface Load<Data> {
  readonly data: Data | undefined
  readonly problem: Problem | undefined
  readonly isLoading: boolean
  /** Since when the service has been making what is asked for, ISO 8601; undefined where it is not, or only just. */
  readonly beganAt: string | undefined
  readonly reload: () => void
}

interface State<Data> extends Omit<Load<Data>, 'reload'> {
  /** How often in turn it was told that the answer is being made. */
  readonly tellings: number
}

/** Loads; data that is there stays until newer data comes. `key` says what it depends on. */
export function useLoad<Data>(load: () => Promise<Data>, key: string): Load<Data> {
  const [state, setState] = useState<State<Data>>({ ...nothing, data: undefined, isLoading: true })
  const turn = useRef(0)
  const run = useRef(load)
  run.current = load
  const reload = useCallback(() => {
    const mine = ++turn.current
    setState((before) => ({ ...before, isLoading: true }))
    run.current().then(
      (data) => mine === turn.current && setState({ ...nothing, data, isLoading: false }),
      (error: unknown) => mine === turn.current && setState((before) => failed(before, error)),
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
  const { data, problem, isLoading, beganAt } = state
  return { data, problem, isLoading, beganAt, reload }
}

const nothing = { problem: undefined, beganAt: undefined, tellings: 0 } as const

/** Much is made before it is asked for again: that it is being made is worth a word only the second time. */
function failed<Data>({ data, tellings }: State<Data>, error: unknown): State<Data> {
  const settled = { ...nothing, data, isLoading: false }
  if (!(error instanceof UnderWay)) return { ...settled, problem: problemOf(error) }
  const beganAt = tellings === 0 ? undefined : error.beganAt
  return { ...settled, beganAt, tellings: tellings + 1 }
}

/** How soon it is worth asking again; undefined where it is not. */
function againAfterMs({ data, problem, tellings }: State<unknown>): number | undefined {
  if (problem?.code === 'service-unreachable') return unreachableMs
  if (tellings > 0) return tellings === 1 ? underWayFirstMs : underWayMs
  const isBeingRenewed = (data as { readonly isBeingRenewed?: boolean } | undefined)?.isBeingRenewed
  return isBeingRenewed === true ? renewedMs : undefined
}
