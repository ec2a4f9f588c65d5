/** Which page is shown: what stands behind the address's #. */
import { signal } from '@preact/signals'

/** A page and what it is about. */
export interface Place {
  readonly page: string
  readonly subject: string
}

/** A link of an installation ID's QR code leads to the telephone desk; what stands behind its # went to nobody. */
const scannedLink = /^#installation-id=([\d-]{1,100})$/

/** Where we are. */
export const place = signal<Place>(read())

window.addEventListener('hashchange', () => {
  place.value = read()
  document.getElementById('page')?.focus({ preventScroll: true })
  window.scrollTo(0, 0)
})

function read(): Place {
  const scanned = scannedLink.exec(location.hash)?.[1]
  if (scanned !== undefined) return { page: 'telephone', subject: scanned }
  const [, page = '', subject = ''] = location.hash.replace(/^#/, '').split('/')
  return { page, subject: decodeURIComponent(subject) }
}
