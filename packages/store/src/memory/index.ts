export { createMemoryAuthorityStore } from './authority-store.ts'
