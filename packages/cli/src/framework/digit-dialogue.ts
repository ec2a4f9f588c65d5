/**
 * Typing digits that somebody reads out: group by group or many at once, each checked as it comes. A group that was
 * mistyped is named and asked for again; the others stay.
 */
import { createInterface } from 'node:readline'
import { AppError } from '@muster/core/errors'
import { wrongDigitGroups } from '@muster/core/keys'
import type { Terminal } from './terminal.ts'

const groupDigits = 7
const lineCharactersMax = 1_024

/** What is typed. */
export interface DigitQuestion {
  /** Such as `Installation ID`. */
  readonly label: string
  readonly groupCount: number
}

/** Asks until every group is right; the groups with hyphens between. Rejects with `interrupted` where input ends before. */
export async function readDigits(terminal: Terminal, question: DigitQuestion): Promise<string> {
  const { label, groupCount } = question
  const say = (text: string) => terminal.stderr.write(text)
  const lines = createInterface({ input: terminal.stdin })
  const groups: string[] = []
  const ask = () => say(`Group ${groups.length + 1} of ${groupCount}: `)
  say(`${label}: ${groupCount} groups of ${groupDigits} digits. "back" takes the last group back.\n`)
  ask()
  try {
    for await (const line of lines) {
      const problem = takeLine(line.slice(0, lineCharactersMax), groups, groupCount)
      if (problem !== undefined) say(`  ${problem}\n`)
      if (groups.length === groupCount) return groups.join('-')
      ask()
    }
  } finally {
    lines.close()
  }
  throw new AppError('interrupted', `${groups.length} of ${groupCount} groups were entered.`)
}

/** Takes what is right of a line; gives what is not, in words. */
function takeLine(line: string, groups: string[], groupCount: number): string | undefined {
  const typed = line.trim().toLowerCase()
  if (typed === 'back') {
    groups.pop()
    return undefined
  }
  const digits = typed.replace(/[\s\p{Pd}\u00ad]/gu, '')
  if (/\D/.test(digits)) return 'Only digits, please.'
  for (let start = 0; start < digits.length; start += groupDigits) {
    const group = digits.slice(start, start + groupDigits)
    const problem = groupProblem(group, groups.length + 1, groupCount)
    if (problem !== undefined) return problem
    groups.push(group)
  }
  return undefined
}

function groupProblem(group: string, number: number, groupCount: number): string | undefined {
  if (number > groupCount) return 'There are more digits than belong to it.'
  if (group.length < groupDigits)
    return `Group ${number} has ${group.length} digits and not ${groupDigits}: ask for it again.`
  return wrongDigitGroups([group]).length === 0
    ? undefined
    : `Group ${number} was mistyped: ask for it again.`
}
