/** Server-Sent Events (HTML Living Standard §9.2): a stream of named messages with ids, from which a browser resumes. */
import type { CancelTimer, Timers } from '@muster/core/ports'

/** How often a stream without news says that it lives. */
export const heartbeatMs = 15_000

/** How long a stream stays open: the browser then connects again, and has to be signed in still. */
export const streamMsMax = 10 * 60 * 1_000

/** One message. */
export interface StreamMessage {
  readonly event: string
  readonly data: unknown
  /** A place to resume from. */
  readonly id?: string
}

/** Sends messages for as long as the stream is open. */
export type Send = (message: StreamMessage) => void

/**
 * A response that stays open. `work` is called again and again, `intervalMs` after it has ended; what it throws ends
 * the stream, and the browser connects again.
 */
export function eventStream(
  options: { readonly timers: Timers; readonly intervalMs: number; readonly signal: AbortSignal },
  work: (send: Send) => Promise<void>,
): Response {
  const { timers, intervalMs, signal } = options
  const encoder = new TextEncoder()
  let cancel: CancelTimer = () => undefined
  let cancelEnd: CancelTimer = () => undefined
  let isOver = false
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let silentMs = 0
      const write = (text: string) => {
        if (!isOver) controller.enqueue(encoder.encode(text))
        silentMs = 0
      }
      const end = () => {
        if (isOver) return
        isOver = true
        cancel()
        cancelEnd()
        controller.close()
      }
      const turn = () => {
        work((message) => write(textOf(message))).then(() => {
          silentMs += intervalMs
          if (silentMs >= heartbeatMs) write(': still here\n\n')
          if (!isOver) cancel = timers.after(intervalMs, turn)
        }, end)
      }
      if (signal.aborted) return end()
      signal.addEventListener('abort', end, { once: true })
      cancelEnd = timers.after(streamMsMax, end)
      write('retry: 2000\n\n')
      turn()
    },
    cancel() {
      isOver = true
      cancel()
      cancelEnd()
    },
  })
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
  return new Response(body, { headers })
}

function textOf({ event, data, id }: StreamMessage): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
