/** The frame around every page: who is signed in, where one can go, and the page itself. */
import { useEffect, useRef } from 'preact/hooks'
import { authorityPages } from './authority/pages.tsx'
import { zoneName } from './components/time.tsx'
import { hostPages } from './host/pages.tsx'
import { SignIn } from './sign-in.tsx'
import { isLive, listenLive } from './state/live.ts'
import { place } from './state/router.ts'
import { session, signOut } from './state/session.ts'
import { nextTheme, theme } from './state/theme.ts'

const isHost = document.documentElement.dataset.face === 'host'
const pages = isHost ? hostPages : authorityPages
const faceTitle = isHost ? 'Activation host' : 'Authority'

/** Everything. */
export function App() {
  if (session.value === undefined) return <div class="starting" aria-busy="true" />
  if (session.value === null) return <SignIn faceTitle={faceTitle} />
  return <Frame />
}

function Frame() {
  useEffect(() => (isHost ? listenLive() : undefined), [])
  const { page, subject } = place.value
  const shown = pages.find((candidate) => candidate.page === page) ?? pages[0]
  const present = useRef<HTMLAnchorElement>(null)
  // On a narrow screen the menu scrolls sideways.
  useEffect(() => present.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [shown])
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={skipToPage}>
        Skip to the page
      </button>
      <header class="bar">
        <a class="brand" href="#/">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>
            Muster <span class="quiet">{faceTitle}</span>
          </span>
        </a>
        <nav aria-label="Pages">
          <ul>
            {pages.map((candidate) => (
              <li key={candidate.page}>
                <a
                  href={`#/${candidate.page}`}
                  aria-current={candidate === shown ? 'page' : undefined}
                  ref={candidate === shown ? present : null}
                >
                  {candidate.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Account />
      </header>
      <main id="page" tabIndex={-1}>
        {shown?.show(subject)}
        <footer class="quiet">Times: {zoneName}</footer>
      </main>
    </div>
  )
}

function Account() {
  const { name, role } = session.value ?? { name: '', role: '' }
  return (
    <div class="account">
      {isHost ? (
        <span class={`live ${isLive.value ? 'on' : ''}`} role="status">
          {isLive.value ? 'Live' : 'Connecting …'}
        </span>
      ) : null}
      <span class="who">
        {name} <span class="quiet">{role === 'admin' ? 'may change' : 'may look'}</span>
      </span>
      <button type="button" class="small" onClick={nextTheme}>
        Theme: {theme.value}
      </button>
      <button type="button" class="small" onClick={() => void signOut()}>
        Sign out
      </button>
    </div>
  )
}

function skipToPage(): void {
  document.getElementById('page')?.focus()
}
