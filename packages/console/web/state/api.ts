/** Calls the API of the service that served the pages, and nothing else. */
import { signal } from '@preact/signals'

/** What an answer says that went wrong. */
export interface Problem {
  readonly title: string
  readonly detail?: string
  readonly remedy: string
  readonly code: string
  readonly number?: number
}

/** A call that failed. */
export class ApiError extends Error {
  readonly problem: Problem
  readonly status: number

  constructor(problem: Problem, status: number) {
    super(problem.title)
    this.problem = problem
    this.status = status
  }
}

/** What is asked for is being made: it is worth asking again soon. */
export class UnderWay extends Error {
  /** ISO 8601. */
  readonly beganAt: string

  constructor(beganAt: string) {
    super('The answer is being made.')
    this.beganAt = beganAt
  }
}

/** How often a call was refused because nobody is signed in any more. */
export const refusals = signal(0)

/** Where the API is. */
export const apiRoot = '/api/v1'

const notReached: Problem = {
  code: 'service-unreachable',
  title: 'The service does not answer.',
  remedy: 'Check that it runs; the page goes on by itself once it does.',
}

/**
 * The JSON of an answer. Throws {@link ApiError}, of which one that nobody is signed in for counts as a refusal; and
 * {@link UnderWay}, so that no page waits in silence.
 */
export async function call<Result>(
  path: string,
  options: { readonly method?: string; readonly body?: unknown } = {},
): Promise<Result> {
  const { method = 'GET', body } = options
  const headers = {
    'x-muster-request': '1',
    prefer: 'respond-async',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await fetch(apiRoot + path, init).catch(() => {
    throw new ApiError(notReached, 0)
  })
  if (response.status === 202) throw new UnderWay(((await response.json()) as { beganAt: string }).beganAt)
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Result
  const problem = (await response.json().catch(() => notReached)) as Problem
  if (response.status === 401 && path !== '/session') refusals.value += 1
  throw new ApiError(problem, response.status)
}

/** A query from what is set. */
export function queryText(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '') query.set(name, String(value))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** Whatever was thrown, as something to show. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  return { code: 'unexpected', title: 'Something unexpected went wrong.', remedy: 'Load the page again.' }
}
