/** Closing an HTTP server without cutting off answers. */
import type { Server } from 'node:http'
import { systemTimers } from './timers.ts'

/** Kept-alive connections become idle one by one; each is closed at most this much later. */
const idleSweepMs = 20

/**
 * Stops accepting, closes each connection once its answer is out, and drops what is left after `waitMs`.
 * Resolves when the last connection is closed.
 */
export function closeHttpServer(server: Server, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cancelWait = systemTimers.after(waitMs, () => server.closeAllConnections())
    let cancelSweep = () => {}
    const sweep = () => {
      server.closeIdleConnections()
      cancelSweep = systemTimers.after(idleSweepMs, sweep)
    }
    server.close(() => {
      cancelWait()
      cancelSweep()
      resolve()
    })
    sweep()
  })
}
