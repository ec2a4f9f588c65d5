/** All parts of the benchmark, in the order in which they are run and told of. */
import type { Part } from './part.ts'
import { answers } from './parts/answers.ts'
import { consolePages } from './parts/console.ts'
import { lab } from './parts/lab.ts'
import { memory } from './parts/memory.ts'
import { returning } from './parts/return.ts'
import { sdk } from './parts/sdk.ts'
import { shared } from './parts/shared.ts'
import { start } from './parts/start.ts'
import { steady } from './parts/steady.ts'

/** Parts by the name that `--only` takes. */
export const parts: Readonly<Record<string, Part>> = {
  answers,
  shared,
  return: returning,
  memory,
  steady,
  console: consolePages,
  start,
  sdk,
  lab,
}
