/** Waiting for Ctrl-C or a request to end. */

/** Resolves when the signal is aborted, at once where it already is. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
