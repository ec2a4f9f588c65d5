/**
 * Answers that take long to make (RFC 7240): a caller who says `Prefer: respond-async` is told at once that they are
 * being made, and asks again; everybody else waits for them.
 */

/** How soon it is worth asking again. */
export const askAgainSeconds = 1

/** What a handler gives instead of an answer that is being made. */
export class AnswerUnderWay {
  readonly beganAtMs: number

  constructor(beganAtMs: number) {
    this.beganAtMs = beganAtMs
  }

  /** `202 Accepted`, with the moment at which the making began. */
  toResponse(): Response {
    const headers = {
      'retry-after': String(askAgainSeconds),
      'preference-applied': 'respond-async',
      'cache-control': 'no-store',
    }
    return Response.json({ beganAt: new Date(this.beganAtMs).toISOString() }, { status: 202, headers })
  }
}

/** Whether a `Prefer` header says that the caller will ask again. */
export function prefersLater(header: string | undefined): boolean {
  return (header ?? '').split(',').some((preference) => /^\s*respond-async\s*(;|$)/i.test(preference))
}
