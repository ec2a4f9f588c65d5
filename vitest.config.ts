/** The test projects. Groups run one after another, so that the ones that start processes have the machine to themselves. */
import { defineConfig } from 'vitest/config'

/** Processes that run test files at once; two cores are what a small machine has. */
const workersMax = 2
/** How long a test asks again for what comes by itself: a bound for what hangs, on a machine that is busy too. */
const pollMs = 20_000

interface Project {
  readonly name: string
  readonly include: readonly string[]
  readonly group: number
  readonly seconds: number
  /** Files one after another: for tests that measure, or that load the machine on purpose. */
  readonly alone?: boolean
}

const projects: readonly Project[] = [
  { name: 'unit', include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'], group: 0, seconds: 60 },
  { name: 'interop', include: ['tests/interop/**/*.test.ts'], group: 1, seconds: 120 },
  { name: 'published', include: ['tests/published/**/*.test.ts'], group: 1, seconds: 300 },
  { name: 'stories', include: ['tests/stories/**/*.test.ts'], group: 2, seconds: 120 },
  { name: 'servers', include: ['tests/servers/**/*.test.ts'], group: 3, seconds: 180 },
  { name: 'proofs', include: ['tests/proofs/**/*.test.ts'], group: 4, seconds: 180, alone: true },
  { name: 'fault', include: ['tests/fault/**/*.test.ts'], group: 5, seconds: 600, alone: true },
]

export default defineConfig({
  test: {
    projects: projects.map(({ name, include, group, seconds, alone = false }) => ({
      test: {
        name,
        include: [...include],
        testTimeout: seconds * 1_000,
        hookTimeout: seconds * 1_000,
        expect: { poll: { timeout: pollMs } },
        maxWorkers: alone ? 1 : workersMax,
        sequence: { groupOrder: group },
      },
    })),
  },
})
