export { type Attempts, attemptsMax, withAttempts } from './attempts.ts'
export { changedRows, type EntryRow, type LockedCounts } from './entry-slots.ts'
export { type BatchEnd, commitSharedBatch, type SharedTransaction } from './shared-batch.ts'
export { errorOfConnection, errorOfState, isUndone } from './sql-states.ts'
