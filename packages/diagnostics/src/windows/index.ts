export type { WindowsFacts } from './facts.ts'
export { type ExportSource, type ReadingOptions, type ReadingProgress, readSources } from './read-sources.ts'
