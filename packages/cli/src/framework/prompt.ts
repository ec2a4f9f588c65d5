/** Questions to the person. Nothing waits for an answer where nobody can give one. */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { AppError } from '@muster/core/errors'
import { inputFileError } from './input-file.ts'
import type { Terminal } from './terminal.ts'

/** Secrets longer than this are something else. */
const secretCharactersMax = 4_096

/** Where a secret may come from, in this order. */
export interface SecretSource {
  /** What is asked for, for example `Product key`. */
  readonly label: string
  /** From the command line; `-` reads standard input. */
  readonly argument?: string | undefined
  /** Path of a file; `-` reads standard input. */
  readonly file?: string | undefined
}

/** Asks; returns on yes. Throws `interrupted` on no, and `usage` where there is no terminal and no `--yes`. */
export async function confirmOrRefuse(terminal: Terminal, question: string, yes: boolean): Promise<void> {
  if (yes) return
  if (!canAsk(terminal)) throw new AppError('usage', `${question} Nobody can be asked here: add --yes.`)
  const answer = await ask(terminal, `${question} [y/N] `, false)
  if (!/^y(es)?$/i.test(answer.trim())) throw new AppError('interrupted', 'Nothing was changed.')
}

/** Reads a secret. Throws `usage` where none is given and nobody can be asked. */
export async function readSecret(terminal: Terminal, source: SecretSource): Promise<string> {
  const secret = (await secretText(terminal, source)).trim()
  if (secret === '') throw new AppError('usage', `${source.label} is empty.`)
  if (secret.length > secretCharactersMax) throw new AppError('usage', `${source.label} is too long.`)
  return secret
}

async function secretText(terminal: Terminal, source: SecretSource): Promise<string> {
  if (source.argument !== undefined && source.argument !== '-') return source.argument
  if (source.argument === '-' || source.file === '-') return readStandardInput(terminal)
  if (source.file !== undefined) return readSecretFile(source.file)
  if (canAsk(terminal)) return ask(terminal, `${source.label}: `, true)
  throw new AppError('usage', `${source.label} is missing: give it, or "-" to read it from standard input.`)
}

async function readSecretFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw inputFileError(path, error)
  }
}

async function readStandardInput(terminal: Terminal): Promise<string> {
  let text = ''
  for await (const chunk of terminal.stdin) {
    text += String(chunk)
    if (text.length > secretCharactersMax) break
  }
  return text
}

function canAsk(terminal: Terminal): boolean {
  return terminal.stdin.isTTY === true && terminal.stderr.isTerminal
}

/** Asks on standard error, so that standard output holds results only; rejects with `interrupted` at Ctrl-C and Ctrl-D. `hidden` shows nothing of what is typed. */
async function ask(terminal: Terminal, question: string, hidden: boolean): Promise<string> {
  terminal.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: terminal.stdin, output: silent, terminal: hidden })
  const refused = new Promise<never>((_resolve, reject) => {
    lines.once('close', () => reject(new AppError('interrupted', 'Nothing was changed.')))
  })
  try {
    return await Promise.race([lines.question('').catch(() => refused), refused])
  } finally {
    lines.close()
    if (hidden) terminal.stderr.write('\n')
  }
}
