/**
 * Which triples of letters an index of names is asked for: few of a long text, since each that nearly every name has
 * costs as much as reading all names. What is found is compared with the text itself.
 */

const lettersOfTriple = 3
/** Triples that are looked up at most. */
export const triplesMax = 4

/**
 * Triples of the text; none where no index would help. Those with digits go before others: names differ in their
 * numbers, and share their domain.
 */
export function tellingTriples(text: string): readonly string[] {
  const letters = [...text]
  const starts = letters.slice(lettersOfTriple - 1).map((_, start) => start)
  const all = starts.map((start) => letters.slice(start, start + lettersOfTriple).join(''))
  // Who types a wildcard of SQL means the letter, which no index of words knows.
  const known = [...new Set(all)].filter((triple) => !/[%_]/.test(triple))
  const numbered = evenly(
    known.filter((triple) => /\d/.test(triple)),
    triplesMax,
  )
  const others = known.filter((triple) => !/\d/.test(triple))
  return [...numbered, ...evenly(others, triplesMax - numbered.length)]
}

/** So many of them at most, far apart: neighbours share two letters. */
function evenly(triples: readonly string[], countMax: number): readonly string[] {
  if (triples.length <= countMax) return triples
  const places = Array.from({ length: countMax }, (_, place) =>
    Math.floor((place * triples.length) / countMax),
  )
  return places.map((place) => triples[place] ?? '')
}
