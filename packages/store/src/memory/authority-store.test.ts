import { testAuthorityStore } from '../authority-conformance.ts'
import { createMemoryAuthorityStore } from './authority-store.ts'

testAuthorityStore('memory', async () => ({
  open: async () => createMemoryAuthorityStore(),
  cleanUp: async () => {},
}))
