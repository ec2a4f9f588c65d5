export type { ContentDigest } from './content-digest.ts'
export type { CopyProgress, OnProgress } from './copy-store.ts'
export { joinStore, moveStore, type StoreLocation, type StoreMove } from './move-store.ts'
