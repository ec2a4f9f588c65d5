/** The sign-in: one field for the token that was shown when the service was set up. */
import { useEffect, useState } from 'preact/hooks'
import { ProblemNote } from './components/basics.tsx'
import { type Problem, problemOf } from './state/api.ts'
import { sessionNotice, signIn } from './state/session.ts'

/** The page. */
export function SignIn({ faceTitle }: { readonly faceTitle: string }) {
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const role = faceTitle === 'Authority' ? 'authority' : 'host'
  useEffect(() => {
    document.title = 'Sign in · Muster'
  }, [])
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await signIn(token.trim())
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }
  return (
    <main class="sign-in">
      <img src="/icon.svg" alt="" width="48" height="48" />
      <h1>Muster</h1>
      <p class="quiet">{faceTitle}</p>
      {sessionNotice.value === '' ? null : (
        <p class="notice" role="status">
          {sessionNotice.value}
        </p>
      )}
      <form onSubmit={submit}>
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          spellcheck={false}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={isBusy}>
          Sign in
        </button>
      </form>
      <ProblemNote problem={problem} />
      <p class="hint">
        The token was shown when the service was set up. Make another one with
        <code>muster {role} token new --role admin</code>
      </p>
    </main>
  )
}
