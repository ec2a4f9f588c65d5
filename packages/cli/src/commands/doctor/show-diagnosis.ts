/** A diagnosis for people: a line for each check, and for what is not well why it matters and what to do. */
import type { Check, Diagnosis, Verdict } from '@muster/diagnostics/doctor'
import type { Colours } from '../../framework/colours.ts'
import type { CommandContext } from '../../framework/context.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { printable } from '../../framework/table.ts'

const nameCharacters = 14
const indent = '      '

/** Prints it, and ends with exit code 1 where a check failed. */
export function showDiagnosis(
  context: Pick<CommandContext, 'result' | 'exitWith' | 'colours'>,
  diagnosis: Diagnosis,
): void {
  context.result(diagnosis, () => {
    const lines = diagnosis.checks.map((check) => formatCheck(check, context.colours))
    return `${lines.join('')}\n${summary(diagnosis)}`
  })
  if (diagnosis.verdict === 'fail') context.exitWith(exitCodes.failed)
}

function formatCheck({ name, verdict, seen, why, remedy, command }: Check, colours: Colours): string {
  const line = `${mark(verdict, colours)}  ${name.padEnd(nameCharacters)} ${printable(seen)}\n`
  if (verdict === 'ok') return line
  const rest = [
    why,
    ...(remedy === undefined ? [] : [`What to do: ${remedy}`]),
    ...(command === undefined ? [] : [`  ${command}`]),
  ]
  return line + rest.map((text) => `${indent}${printable(text)}\n`).join('')
}

function mark(verdict: Verdict, colours: Colours): string {
  switch (verdict) {
    case 'ok':
      return colours.green('ok  ')
    case 'warn':
      return colours.yellow('warn')
    case 'fail':
      return colours.red('fail')
  }
}

function summary({ checks }: Diagnosis): string {
  const number = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length
  return `${number('ok')} ok, ${number('warn')} warn, ${number('fail')} fail`
}
