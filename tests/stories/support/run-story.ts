/** Plays a story: types its commands and compares what they say. */
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { type Captures, matchLines } from './match-lines.ts'
import { parseStory, type Step } from './parse-story.ts'
import { type Outcome, openShell, type Shell } from './shell.ts'

/** Plays the story in a file, in a folder of its own. Fails at the first step that differs. */
export async function runStory(path: string): Promise<void> {
  const steps = parseStory(await readFile(path, 'utf8'))
  await using shell = await openShell()
  for (const step of steps) {
    const captures = checkStep(step, await playStep(shell, step), shell.variables)
    Object.assign(shell.variables, captures)
  }
}

function playStep(shell: Shell, step: Step): Promise<Outcome> {
  if (step.kind === 'run') return shell.run(step.command)
  if (step.kind === 'stop') return shell.stop(step.service)
  return shell.start(
    step.service,
    step.command,
    (outcome) => matchStep(step, outcome, shell.variables) !== undefined,
  )
}

function checkStep(step: Step, outcome: Outcome, variables: Captures): Captures {
  const captures = matchStep(step, outcome, variables)
  if (captures !== undefined) return captures
  const said = {
    stdout: linesOf(outcome.stdout),
    stderr: linesOf(outcome.stderr),
    exitCode: outcome.exitCode,
  }
  const { stdout, stderr, exitCode } = step
  expect.fail(
    `line ${step.line}: ${step.command || `stop ${step.service}`}\n${JSON.stringify({ expected: { stdout, stderr, exitCode }, said }, undefined, 1)}`,
  )
}

/** A service that starts has no exit code yet, and one that stops said much before: there only what is stated counts. */
function matchStep(step: Step, outcome: Outcome, variables: Captures): Captures | undefined {
  if (step.kind !== 'start' && step.exitCode !== outcome.exitCode) return undefined
  if (step.kind === 'stop') return {}
  const stdout = matchLines(filled(step.stdout, variables), linesOf(outcome.stdout))
  const stderr = matchLines(filled(step.stderr, variables), linesOf(outcome.stderr))
  return stdout === undefined || stderr === undefined ? undefined : { ...stdout, ...stderr }
}

/** Expected lines may name what earlier steps kept. */
function filled(lines: readonly string[], variables: Captures): readonly string[] {
  return lines.map((line) => line.replaceAll(/\$([A-Z_]+)/g, (whole, name) => variables[name] ?? whole))
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
