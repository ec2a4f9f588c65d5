/** Machines by licence state and expiry: not activated, near their end, or known under a new CMID again and again. */
import { licenceStateName, licensedState } from '../codes/licence-states.ts'
import type { ProductOutput } from '../facts.ts'
import { latestRows, type MachineState, machineOfRow } from '../history/machine-states.ts'
import { counted, firstEvidence, formatSeconds, listed, requestEvidence } from './evidence.ts'
import type { Examination, Finding } from './finding.ts'

/** A machine renews every 7 days: one whose 180 days are nearly over has failed to for months. */
const warningDays = 30
const secondsPerDay = 86_400
const minutesPerDay = 1_440

/** Machines that are not activated, by state, and machines whose activation ends soon. */
export function machineFindings(examination: Examination): readonly Finding[] {
  const { requests } = examination
  const machines = latestRows(requests).map((row) => machineOfRow(requests, row))
  return [
    ...notLicensed(machines, examination),
    ...endingSoon(machines, examination),
    ...outputsEndingSoon(examination),
  ]
}

function notLicensed(machines: readonly MachineState[], { requests }: Examination): readonly Finding[] {
  const groups = new Map<number, MachineState[]>()
  for (const machine of machines) {
    if (machine.licenceState === licensedState) continue
    const group = groups.get(machine.licenceState)
    if (group === undefined) groups.set(machine.licenceState, [machine])
    else group.push(machine)
  }
  return [...groups].map(([state, group]) => ({
    code: 'not-licensed',
    severity: state === 2 || state === 6 ? 'note' : 'warn',
    title: `${counted(group.length, 'machine')} of ${machines.length} last asked in the state "${licenceStateName(state)}".`,
    seen: [`Machines: ${listed(group.map(({ name, cmid }) => name || cmid))}.`],
    why: 'The state is the one before the answer: a machine that was activated by it says so only at its next renewal, 7 days later.',
    actions: [{ what: 'Look at one of them again.', command: 'cscript slmgr.vbs /dlv' }],
    evidence: firstEvidence(group.map(({ row }) => requestEvidence(requests, row))),
  }))
}

function endingSoon(machines: readonly MachineState[], examination: Examination): readonly Finding[] {
  const { requests, asOfMs } = examination
  if (asOfMs === undefined) return []
  const asOf = asOfMs / 1_000
  const ending = machines.filter(
    ({ licenceState, expiresSeconds }) =>
      licenceState === licensedState &&
      expiresSeconds !== undefined &&
      expiresSeconds - asOf < warningDays * secondsPerDay,
  )
  if (ending.length === 0) return []
  return [
    {
      code: 'expiring',
      severity: 'warn',
      title: `The activation of ${counted(ending.length, 'machine')} ends within ${warningDays} days of ${formatSeconds(asOf)}, or has ended.`,
      seen: [
        listed(
          ending.map(
            ({ name, cmid, expiresSeconds = 0 }) =>
              `${name || cmid} ${formatSeconds(expiresSeconds).slice(0, 10)}`,
          ),
        ),
      ],
      why: 'An activated machine renews every 7 days for 180 days. One near its end has not renewed for months: it is off, or its requests fail.',
      actions: [{ what: 'Renew by hand and read the code.', command: 'cscript slmgr.vbs /ato' }],
      evidence: firstEvidence(ending.map(({ row }) => requestEvidence(requests, row))),
    },
  ]
}

function outputsEndingSoon({ facts }: Examination): readonly Finding[] {
  const ending = facts.products.filter(
    ({ channel, directory, licenceState, minutesLeft }) =>
      (channel === 'kms-client' || directory) &&
      licenceState === licensedState &&
      minutesLeft !== undefined &&
      minutesLeft < warningDays * minutesPerDay,
  )
  if (ending.length === 0) return []
  return [
    {
      code: 'expiring-output',
      severity: 'warn',
      title: `${counted(ending.length, 'output')} of slmgr ${ending.length === 1 ? 'shows' : 'show'} an activation that ends within ${warningDays} days.`,
      seen: [
        listed(
          ending.map(
            (product) =>
              `${labelOf(product)}: ${Math.floor((product.minutesLeft ?? 0) / minutesPerDay)} days left`,
          ),
        ),
      ],
      why: 'An activated machine renews every 7 days for 180 days. One near its end has not renewed for months.',
      actions: [{ what: 'Renew by hand and read the code.', command: 'cscript slmgr.vbs /ato' }],
      evidence: firstEvidence(ending.map((product) => ({ place: product.place, text: labelOf(product) }))),
    },
  ]
}

function labelOf({ machine, name }: ProductOutput): string {
  return machine ?? name ?? 'product'
}
