/**
 * Which names an index of three letters that follow each other is asked for: few of the triples of a long text, since
 * each that nearly every name has costs as much as reading all names. What is found is compared with the text itself.
 */

const lettersOfTriple = 3
/** Triples that are looked up at most. */
export const triplesMax = 4

/** The query, in the words of FTS5, for names that may hold the text, which has three letters at least. */
export function triplesQuery(text: string): string {
  return chosenTriples(text)
    .map((triple) => `"${triple.replaceAll('"', '""')}"`)
    .join(' AND ')
}

/** Those with digits before others: names differ in their numbers, and share their domain. */
export function chosenTriples(text: string): readonly string[] {
  const letters = [...text]
  const starts = letters.slice(lettersOfTriple - 1).map((_, start) => start)
  const all = [...new Set(starts.map((start) => letters.slice(start, start + lettersOfTriple).join('')))]
  const numbered = evenly(
    all.filter((triple) => /\d/.test(triple)),
    triplesMax,
  )
  const others = all.filter((triple) => !/\d/.test(triple))
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
