/** One CMID whose name was replaced by another for good: no duplicate, but worth telling from one. */
import type { CmidVerdict, JudgedCmid } from '../history/judge-cmid.ts'
import { silenceDays } from '../history/judge-cmid.ts'
import { counted, firstEvidence, formatSeconds, requestEvidence } from './evidence.ts'
import type { Action, Examination, Finding } from './finding.ts'

/** Changes that are listed in words. */
const listedMax = 10

interface Text {
  readonly title: (count: number) => string
  readonly why: string
  readonly actions: readonly Action[]
}

const texts: Readonly<Partial<Record<CmidVerdict, Text>>> = {
  renamed: {
    title: (count) => `${counted(count, 'machine was', 'machines were')} renamed; no duplicate.`,
    why: 'The old name was never seen again and the machine stayed licensed: one machine, one entry. Nothing is wrong.',
    actions: [],
  },
  reinstalled: {
    title: (count) =>
      `${counted(count, 'machine was', 'machines were')} installed anew under another name and kept the CMID.`,
    why: 'The old name was never seen again, so nothing is counted wrongly today. But an installation that keeps its CMID comes from an image that was not generalized: a second copy of it will be a duplicate.',
    actions: [
      {
        what: 'Generalize the image as the last step before it is captured, without SkipRearm in its answer file.',
        command: 'sysprep /generalize /oobe /shutdown',
      },
    ],
  },
  open: {
    title: (count) =>
      `${counted(count, 'CMID')} changed ${count === 1 ? 'its' : 'their'} name so recently that a rename and a duplicate look the same.`,
    why: `A machine asks every 7 days. Only when the old name stays silent for ${silenceDays} days is it gone.`,
    actions: [{ what: `Export the log again in ${silenceDays} days, or look whether both machines exist.` }],
  },
}

/** Renames, new installations, and changes too recent to tell. */
export function replacedNames(examination: Examination): readonly Finding[] {
  return (['reinstalled', 'open', 'renamed'] as const).flatMap((verdict) => {
    const found = examination.sharedCmids.filter((shared) => shared.verdict === verdict)
    const text = texts[verdict]
    return found.length === 0 || text === undefined ? [] : [findingOf(verdict, text, found, examination)]
  })
}

function findingOf(
  verdict: CmidVerdict,
  text: Text,
  found: readonly JudgedCmid[],
  { requests }: Examination,
): Finding {
  return {
    code: `cmid-${verdict}`,
    severity: verdict === 'reinstalled' ? 'warn' : 'note',
    title: text.title(found.length),
    seen: found.slice(0, listedMax).map(changeOf),
    why: text.why,
    actions: text.actions,
    evidence: firstEvidence(
      found.flatMap(({ changeRows }) => changeRows.slice(0, 1).map((row) => requestEvidence(requests, row))),
    ),
  }
}

function changeOf({ cmid, names }: JudgedCmid): string {
  const steps = names.map(
    ({ name, lastSeconds }, index) =>
      `${name}${index < names.length - 1 ? ` (last seen ${formatSeconds(lastSeconds)})` : ''}`,
  )
  return `${cmid}: ${steps.join(', then ')}.`
}
