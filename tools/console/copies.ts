/** Copies of a demonstration's machine that ask under its CMID, each with hardware and a process of its own. */
import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Child, startChild } from '../bench/child.ts'
import type { RunningDemonstration } from './demonstration.ts'

const machinePath = join(import.meta.dirname, '../../tests/support/cloned-machine.ts')
const command = join(import.meta.dirname, '../../packages/cli/src/bin.ts')
/** The first that was told a count that suffices: it renews in a week, and does not ask in between. */
const originalName = '025'
/** What is judged takes turns: once each shows nothing yet. */
const rounds = 2
const run = promisify(execFile)

/** Copies a machine of at least 25 and lets all copies ask in turns; resolves when the host has answered them. */
export async function askAsCopies(demonstration: RunningDemonstration, copies: number): Promise<void> {
  const { folder } = demonstration
  const { address, port } = await demonstration.heard('host')
  const original = join(folder, 'machines', originalName)
  const children: Child<object, unknown>[] = []
  try {
    for (let number = 1; number <= copies; number++) {
      const copy = join(folder, `copy-${number}`)
      await cp(original, copy, { recursive: true })
      await run(process.execPath, [command, 'client', 'set-host', `${address}:${port}`, '--data', copy])
      children.push(startChild(machinePath, copy, `image-copy-${number}`, 'yes'))
    }
    for (let round = 0; round < rounds; round++) for (const child of children) await child.ask({})
  } finally {
    for (const child of children) await child[Symbol.asyncDispose]()
  }
}
