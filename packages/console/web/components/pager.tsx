/** Going through a list that the server hands out page by page. */

/** Two buttons; nothing where all of it is on one page. */
export function Pager({
  places,
  next,
  setPlaces,
  words = { before: 'Previous page', after: 'Next page' },
}: {
  /** Where each page before the next begins; empty on the first. */
  readonly places: readonly string[]
  readonly next: string | null
  readonly setPlaces: (places: readonly string[]) => void
  readonly words?: { readonly before: string; readonly after: string }
}) {
  if (places.length === 0 && next === null) return null
  return (
    <div class="pager">
      <button type="button" disabled={places.length === 0} onClick={() => setPlaces(places.slice(0, -1))}>
        {words.before}
      </button>
      <button
        type="button"
        disabled={next === null}
        onClick={() => next !== null && setPlaces([...places, next])}
      >
        {words.after}
      </button>
    </div>
  )
}
