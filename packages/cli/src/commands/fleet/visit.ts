/** Running an action on machines before a person's eyes: a bar of progress, a line for each result, and what is left. */
import { AppError } from '@muster/core/errors'
import type { Choice, Fleet, MachineResult, VisitOptions, VisitStep } from '@muster/fleet'
import type { CommandContext } from '../../framework/context.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { printable } from '../../framework/table.ts'
import { choiceOf, type VisitFlags, visitOptionsOf } from './visit-options.ts'
import { withFleet } from './with-fleet.ts'

const barCharacters = 24
const nameCharacters = 24
const stepNames: Readonly<Record<VisitStep, string>> = {
  collecting: 'Collecting installation IDs …',
  acquiring: 'Asking the authority …',
}

type VisitContext = Omit<CommandContext, 'arguments' | 'options'>

/** Carries an action out. Exit code 1 where some machine failed; `interrupted` where not all were asked. */
export async function visitMachines(
  context: VisitContext,
  machines: readonly string[] | undefined,
  flags: VisitFlags,
  act: (fleet: Fleet, choice: Choice, options: VisitOptions) => Promise<readonly MachineResult[]>,
): Promise<void> {
  const choice = choiceOf(machines, flags)
  const progress = context.progress()
  const { stopSignal: signal } = context
  const bar = createBar()
  const onResult: VisitOptions['onResult'] = (result, done, total) => {
    progress.done()
    context.item(result, () => resultLine(result, context.colours))
    progress.update(bar(result, done, total))
  }
  progress.update('Asking the machines …')
  const onStep: VisitOptions['onStep'] = (step, done, total) =>
    progress.update(`${stepNames[step]} ${done}/${total}`)
  const options: VisitOptions = { ...visitOptionsOf(flags), signal, onResult, onStep }
  const results = await withFleet(context, (fleet) => act(fleet, choice, options)).finally(() =>
    progress.done(),
  )
  const failed = results.filter((result) => !result.done)
  context.note(`${results.length - failed.length} done, ${failed.length} failed.`)
  if (signal.aborted) throw new AppError('interrupted', 'Go on with --resume.')
  if (failed.length === 0) return
  context.note('Run the command again with --resume for those that failed.')
  context.exitWith(exitCodes.failed)
}

function createBar(): (result: MachineResult, done: number, total: number) => string {
  let failed = 0
  return (result, done, total) => {
    if (!result.done) failed++
    const filled = Math.round((done / Math.max(total, 1)) * barCharacters)
    const bar = '#'.repeat(filled).padEnd(barCharacters, '-')
    return `[${bar}] ${done}/${total}${failed > 0 ? `, ${failed} failed` : ''}`
  }
}

function resultLine(
  { machine, productId, note, failure }: MachineResult,
  colours: CommandContext['colours'],
): string {
  const name = printable(machine).padEnd(nameCharacters)
  if (failure === null) return `${name}  ${colours.green('done')}    ${printable(note ?? '')}\n`
  const { sentence, detail, code, number, remedy, reasons } = failure
  const product = productId === null ? '' : `(product ${productId})`
  const what = [sentence, printable(detail ?? ''), product].filter(Boolean).join(' ')
  const lines = [
    `${name}  ${colours.red('failed')}  ${what} ${colours.dim(`${code} (${number})`)}`,
    ...reasons.map((each) => `${' '.repeat(nameCharacters)}    ${printable(each.subject)}: ${each.code}`),
    `${' '.repeat(nameCharacters)}          ${remedy}`,
  ]
  return `${lines.join('\n')}\n`
}
