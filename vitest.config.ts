import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { test: { name: 'unit', include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'] } },
      { test: { name: 'stories', include: ['tests/stories/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'servers', include: ['tests/servers/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'fault', include: ['tests/fault/**/*.test.ts'], testTimeout: 300_000 } },
    ],
  },
})
