/** The `muster` command as its own process, with what a person types into it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const command = join(import.meta.dirname, '../../packages/cli/bin.js')

/** What a run said. */
export interface Said {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

/** Runs one command line; the lines are typed one after the other. */
export function muster(words: readonly string[], typed: readonly string[] = []): Promise<Said> {
  const child = spawn(process.execPath, [command, ...words], { stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (part: Buffer) => {
    stdout += part.toString('utf8')
  })
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString('utf8')
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(typed.map((line) => `${line}\n`).join(''))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ stdout, stderr, exitCode }))
  })
}

/** What `--json` printed. Throws where the command failed. */
export async function musterJson<T>(words: readonly string[], typed: readonly string[] = []): Promise<T> {
  const said = await muster([...words, '--json'], typed)
  if (said.exitCode !== 0) throw new Error(`muster ${words.join(' ')}: ${said.stderr}`)
  return JSON.parse(said.stdout) as T
}
