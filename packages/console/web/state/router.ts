/** Which page is shown: what stands behind the address's #. */
import { signal } from '@preact/signals'

/** A page and what it is about. */
export interface Place {
  readonly page: string
  readonly subject: string
}

/** Where we are. */
export const place = signal<Place>(read())

window.addEventListener('hashchange', () => {
  place.value = read()
  document.getElementById('page')?.focus({ preventScroll: true })
  window.scrollTo(0, 0)
})

function read(): Place {
  const [, page = '', subject = ''] = location.hash.replace(/^#/, '').split('/')
  return { page, subject: decodeURIComponent(subject) }
}
