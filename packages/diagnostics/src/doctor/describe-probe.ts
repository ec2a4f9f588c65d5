/** What the doctor says of hosts that were looked at. */
import { describeCode } from '@muster/core/errors'
import { type Finding, fail, ok, warn } from './check.ts'
import type { HostProbe } from './probe-host.ts'

/** Clocks that differ by less are the same for any purpose here. */
const differenceSecondsSmall = 300

/** One host in a sentence: refused, timed out and a wrong service are told apart. */
export function describeProbe({ name, port, outcome, code }: HostProbe): string {
  const where = `${name}:${port}`
  switch (outcome) {
    case 'host':
      return `${where} answers.`
    case 'other':
      return `${where} accepts connections, but no activation host speaks there.`
    case 'unreachable':
      return `${where}: ${describeCode(code ?? 'unexpected').sentence}`
  }
}

/** Clocks compared with those of the hosts that answer. */
export function clockFinding(probes: readonly HostProbe[], refusedSeconds: number): Finding {
  const ahead = probes.flatMap(({ clockAheadSeconds }) => clockAheadSeconds ?? [])
  if (ahead.length === 0) return ok('No host answered to compare clocks with.')
  const worst = Math.max(...ahead.map(Math.abs))
  const minutes = Math.round(worst / 60)
  if (worst > refusedSeconds)
    return fail(
      `The clocks differ by ${minutes} minutes.`,
      'Set the clock of the machine that is wrong; time zones do not matter.',
      'timedatectl',
    )
  if (worst > differenceSecondsSmall)
    return warn(
      `The clocks differ by ${minutes} minutes.`,
      'See that both machines follow a time server.',
      'timedatectl',
    )
  return ok(`The clocks differ by ${worst} seconds.`)
}
