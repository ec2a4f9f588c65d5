/** One CMID that several machines use at the same time: the count sees one machine where there are many. */
import { isDuplicate, type JudgedCmid } from '../history/judge-cmid.ts'
import { counted, firstEvidence, formatSeconds, listed, requestEvidence } from './evidence.ts'
import type { Examination, Finding } from './finding.ts'

/** CMIDs that are reported one by one; the rest is summed up. */
const cmidsMax = 50

/** Each duplicated CMID of the hosts' logs. */
export function duplicateCmids(examination: Examination): readonly Finding[] {
  const duplicates = examination.sharedCmids
    .filter(isDuplicate)
    .sort((first, second) => machinesOf(second) - machinesOf(first))
  const findings = duplicates.slice(0, cmidsMax).map((shared) => findingOf(shared, examination))
  const rest = duplicates.slice(cmidsMax)
  return rest.length === 0 ? findings : [...findings, restOf(rest)]
}

/** What to do about machines that share a CMID. */
export const newCmidActions: Finding['actions'] = [
  {
    what: 'On each of these machines but one, make a new CMID, restart, and activate with slmgr.vbs /ato.',
    command: 'cscript slmgr.vbs /rearm',
  },
  {
    what: 'Where /rearm changes nothing, the image was made with SkipRearm: set it to 0 first.',
    command:
      'reg add "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform" /v SkipRearm /t REG_DWORD /d 0 /f',
  },
  {
    what: 'Mend the image: generalize it as the last step before it is captured, without SkipRearm in its answer file.',
    command: 'sysprep /generalize /oobe /shutdown',
  },
]

function findingOf(shared: JudgedCmid, { requests }: Examination): Finding {
  const machines = machinesOf(shared)
  const certain = shared.returns > 1
  const rows = shared.returns > 0 ? changeEvidence(shared) : shared.names.map(({ firstRow }) => firstRow)
  return {
    code: 'duplicate-cmid',
    severity: certain ? 'fail' : 'warn',
    title: `${counted(machines, 'machine')} ${certain ? 'share' : 'seem to share'} the CMID ${shared.cmid}.`,
    seen: [
      `Names: ${listed(shared.names.map(({ name }) => name))}${shared.namesLeftOut > 0 ? ` and ${shared.namesLeftOut} more` : ''}.`,
      patternOf(shared),
    ],
    why: `A KMS host counts CMIDs: these machines count as 1 instead of ${machines}.`,
    actions: newCmidActions,
    evidence: firstEvidence(rows.map((row) => requestEvidence(requests, row))),
  }
}

function patternOf(shared: JudgedCmid): string {
  const [first] = shared.names
  const from = first === undefined ? '' : ` from ${formatSeconds(first.firstSeconds)}`
  if (shared.returns > 1)
    return `The names alternate: a name came back ${shared.returns} times after another was used,${from}. A machine that was renamed does not do that.`
  if (shared.returns === 1)
    return 'One name came back after another was used. A rename that was undone would look the same: if it was one, ignore this.'
  return 'Several names follow each other within days. One machine is rarely renamed that often.'
}

/** The row before each change and the change itself. */
function changeEvidence({ names, changeRows }: JudgedCmid): readonly number[] {
  const first = names[0]?.firstRow
  return first === undefined ? changeRows : [first, ...changeRows]
}

function machinesOf({ names, namesLeftOut }: JudgedCmid): number {
  return names.length + namesLeftOut
}

function restOf(rest: readonly JudgedCmid[]): Finding {
  return {
    code: 'duplicate-cmid',
    severity: 'fail',
    title: `${counted(rest.length, 'further CMID')} ${rest.length === 1 ? 'is' : 'are'} shared by several machines.`,
    seen: [`CMIDs: ${listed(rest.map(({ cmid }) => cmid))}.`],
    why: 'A KMS host counts CMIDs: machines that share one count as 1.',
    actions: newCmidActions,
    evidence: [],
  }
}
