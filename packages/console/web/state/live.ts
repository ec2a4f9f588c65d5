/** The live stream: the host's state and new events, as they happen. The browser connects again and resumes by itself. */
import { signal } from '@preact/signals'
import type { HostEvent, Overview } from '../host/types.ts'
import { apiRoot, call } from './api.ts'

const eventsKept = 500

/** The host's state; undefined until it was heard. */
export const overview = signal<Overview | undefined>(undefined)
/** Events since the page was opened, newest first. */
export const liveEvents = signal<readonly HostEvent[]>([])
/** Whether news arrive. */
export const isLive = signal(false)

/** Begins to listen; gives how to end it. */
export function listenLive(): () => void {
  const source = new EventSource(`${apiRoot}/live`)
  source.addEventListener('open', () => {
    isLive.value = true
  })
  source.addEventListener('error', () => {
    isLive.value = false
    if (source.readyState === EventSource.CLOSED) void call('/overview').catch(() => undefined)
  })
  source.addEventListener('overview', (message) => {
    overview.value = JSON.parse(message.data) as Overview
  })
  source.addEventListener('events', (message) => {
    const fresh = JSON.parse(message.data) as readonly HostEvent[]
    liveEvents.value = [...fresh, ...liveEvents.value].slice(0, eventsKept)
  })
  return () => {
    source.close()
    isLive.value = false
    overview.value = undefined
    liveEvents.value = []
  }
}
