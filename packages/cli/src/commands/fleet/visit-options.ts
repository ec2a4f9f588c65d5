/** How machines are reached, and how many at once. */
import { resolve } from 'node:path'
import { AppError } from '@muster/core/errors'
import type { Choice, VisitOptions } from '@muster/fleet'
import { wholeNumber } from '../../framework/values.ts'
import { type Filters, filterOptions, selectionOf } from './selection-options.ts'

const portMax = 65_535
const concurrencyMax = 200
const timeoutSecondsMax = 3_600

const reachOptions = {
  sshConfig: { value: 'FILE', summary: "Configuration of ssh, in place of the account's own." },
  port: { value: 'PORT', summary: 'Port of ssh.', parse: wholeNumber({ min: 1, max: portMax }) },
  user: { value: 'NAME', summary: 'Account on the machines.' },
  remoteCommand: {
    value: 'COMMAND',
    summary: 'How muster is called on the machines, such as "sudo -n muster".',
    default: 'muster',
  },
  concurrency: {
    value: 'NUMBER',
    summary: 'Machines that are asked at once.',
    default: '10',
    parse: wholeNumber({ min: 1, max: concurrencyMax }),
  },
  timeout: {
    value: 'SECONDS',
    summary: 'What one machine may take.',
    default: '60',
    parse: wholeNumber({ min: 1, max: timeoutSecondsMax }),
  },
} as const

/** The flags of every command that visits machines. */
export const visitOptions = {
  ...filterOptions,
  resume: { summary: 'Go on with the machines that the last run of this command left.' },
  ...reachOptions,
} as const

/** The values of {@link visitOptions}. */
export interface VisitFlags extends Filters {
  readonly resume: boolean
  readonly sshConfig: string | undefined
  readonly port: number | undefined
  readonly user: string | undefined
  readonly remoteCommand: string
  readonly concurrency: number
  readonly timeout: number
}

const msPerSecond = 1_000

/** The way to the machines as the fleet takes it. */
export function visitOptionsOf(flags: VisitFlags): Pick<VisitOptions, 'reach' | 'concurrency' | 'timeoutMs'> {
  const { sshConfig, port, user, remoteCommand, concurrency, timeout } = flags
  if (user !== undefined && !/^[\w.][\w.\\@$-]*$/.test(user))
    throw new AppError('usage', `"${user}" is not the name of an account.`)
  return {
    reach: {
      remoteCommand,
      ...(sshConfig === undefined ? {} : { sshConfig: resolve(sshConfig) }),
      ...(port === undefined ? {} : { port }),
      ...(user === undefined ? {} : { user }),
    },
    concurrency,
    timeoutMs: timeout * msPerSecond,
  }
}

/** Which machines. Throws `usage` where --resume stands beside a choice of machines. */
export function choiceOf(machines: readonly string[] | undefined, flags: VisitFlags): Choice {
  const selection = selectionOf(machines, flags)
  if (!flags.resume) return { kind: 'selection', selection }
  if (Object.keys(selection).length > 0)
    throw new AppError(
      'usage',
      '--resume goes on with what the last run left: name no machines and no filters.',
    )
  return { kind: 'resume' }
}
