/** Who is signed in. A token may stand behind the address's #, as "muster up" prints it: it is used once and removed. */
import { effect, signal } from '@preact/signals'
import { ApiError, call, refusals } from './api.ts'

/** Somebody who is signed in. */
export interface Session {
  readonly name: string
  readonly role: 'viewer' | 'admin'
}

/** Undefined while that is being found out, null where nobody is. */
export const session = signal<Session | null | undefined>(undefined)
/** Why nobody is signed in any more. */
export const sessionNotice = signal('')

const tokenInAddress = /^#token=(\S+)$/

effect(() => {
  if (refusals.value > 0) endSession('Your session has ended. Sign in again.')
})

/** Goes on with the session that the browser has, or begins one with the token of the address. */
export async function restoreSession(): Promise<void> {
  const token = tokenInAddress.exec(location.hash)?.[1]
  if (token !== undefined) history.replaceState(null, '', location.pathname)
  try {
    session.value = await (token === undefined ? call<Session>('/session') : signInWith(token))
  } catch (error) {
    session.value = null
    if (token !== undefined && error instanceof ApiError) sessionNotice.value = error.problem.title
  }
}

/** Begins a session. Throws `ApiError`. */
export async function signIn(token: string): Promise<void> {
  session.value = await signInWith(token)
  sessionNotice.value = ''
}

/** Ends the session. */
export async function signOut(): Promise<void> {
  await call('/session', { method: 'DELETE' }).catch(() => undefined)
  endSession('You are signed out.')
}

/** Shows the sign-in again. */
export function endSession(notice: string): void {
  if (session.peek() === null) return
  session.value = null
  sessionNotice.value = notice
}

/** Whether changes are allowed. */
export function mayChange(): boolean {
  return session.value?.role === 'admin'
}

function signInWith(token: string): Promise<Session> {
  return call<Session>('/session', { method: 'POST', body: { token } })
}
