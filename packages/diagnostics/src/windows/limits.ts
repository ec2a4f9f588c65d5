/** Every bound of reading what Windows exports, so that any input ends within known time and memory. */

/** Characters of one line or one XML event; what goes beyond is cut off and said. */
export const pieceCharactersMax = 65_536
/** Characters of one event that spreads over several lines. */
export const eventCharactersMax = 262_144
/** Lines of one quoted row of a CSV file or one labelled event. */
export const recordLinesMax = 400
/** Cells of one row. */
export const cellsMax = 256
/** Labelled lines of one product in an output of slmgr. */
export const labelsMax = 200
/** Rows of the host's log (12290) that are kept, some 50 bytes each. */
export const requestsMax = 2_000_000
/** Different texts of one kind (machine names, for example) that are told apart. */
export const namesMax = 500_000
/** Events of clients that are kept. */
export const clientEventsMax = 200_000
/** Outputs of slmgr, records of DNS and other small facts that are kept, of each kind. */
export const factsMax = 50_000
/** Places that are named for lines that were not understood, for each source and in all. */
export const gapsOfSourceMax = 20
export const gapsMax = 500
/** Evidence lines of one finding. */
export const evidenceMax = 12
/** Characters of a line that a report repeats. */
export const quotedCharactersMax = 120
