/** Loading what a page shows, again when what it depends on changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type Problem, problemOf } from './api.ts'

/** How soon a service that did not answer is asked again. */
const againMs = 3_000

/** What is loaded, being loaded, or could not be. */
export interface Load<Data> {
  readonly data: Data | undefined
  readonly problem: Problem | undefined
  readonly isLoading: boolean
  readonly reload: () => void
}

/** Loads; data that is there stays until newer data comes. `key` says what it depends on. */
export function useLoad<Data>(load: () => Promise<Data>, key: string): Load<Data> {
  const [state, setState] = useState<Omit<Load<Data>, 'reload'>>({
    data: undefined,
    problem: undefined,
    isLoading: true,
  })
  const turn = useRef(0)
  const run = useRef(load)
  run.current = load
  const reload = useCallback(() => {
    const mine = ++turn.current
    setState((before) => ({ ...before, isLoading: true }))
    run.current().then(
      (data) => mine === turn.current && setState({ data, problem: undefined, isLoading: false }),
      (error: unknown) =>
        mine === turn.current &&
        setState((before) => ({ data: before.data, problem: problemOf(error), isLoading: false })),
    )
  }, [])
  useEffect(() => {
    reload()
    return () => {
      turn.current += 1
    }
  }, [key, reload])
  const isUnreachable = state.problem?.code === 'service-unreachable' && !state.isLoading
  useEffect(() => {
    if (!isUnreachable) return
    const timer = setTimeout(reload, againMs)
    return () => clearTimeout(timer)
  }, [isUnreachable, reload])
  return { ...state, reload }
}
