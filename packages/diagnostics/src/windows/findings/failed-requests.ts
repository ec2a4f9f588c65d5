/** Requests by their result, with meaning and remedy of each code: from hosts, clients, and outputs of slmgr. */
import { describeResult } from '../codes/result-codes.ts'
import { evidenceMax } from '../limits.ts'
import { formatResult } from '../parsers/numbers.ts'
import { counted, listed, requestEvidence } from './evidence.ts'
import type { Evidence, Examination, Finding } from './finding.ts'

/** Codes that the not-enough-count flag of an answer stands for. */
const countInsufficient = 0xc004f038
const notEnoughCountFlag = 0x0400_0000
/** Notification reason that only says that nothing has succeeded yet. */
const notYetActivated = 0xc004f056
/** Machines that are listed for one code. */
const namesMax = 8

interface Tally {
  count: number
  readonly sources: Map<string, number>
  readonly machines: Set<string>
  readonly evidence: Evidence[]
}

/** One finding for each code that is no success. */
export function failedRequests(examination: Examination): readonly Finding[] {
  const tallies = new Map<number, Tally>()
  addHostLogs(examination, tallies)
  addClientEvents(examination, tallies)
  addOutputs(examination, tallies)
  return [...tallies].sort(([, first], [, second]) => second.count - first.count).map(findingOf)
}

function findingOf([code, tally]: readonly [number, Tally]): Finding {
  const known = describeResult(code)
  const where = [...tally.sources].map(([source, count]) => `${source}: ${count}`).join('; ')
  return {
    code: 'result-code',
    severity: code === notYetActivated ? 'warn' : 'fail',
    title: `${formatResult(code)}, ${counted(tally.count, 'time')}: ${known?.meaning ?? 'no public documentation of this code is known.'}`,
    seen: [
      `Seen in ${where}.`,
      ...(tally.machines.size === 0 ? [] : [`Machines: ${listed([...tally.machines], namesMax)}.`]),
    ],
    why: known?.cause ?? 'The code stands for a failure; what lies behind it is not documented.',
    actions: [
      {
        what: known?.remedy ?? 'Ask Windows itself for the text of the code.',
        ...(known === undefined
          ? { command: `slui.exe 0x2a ${formatResult(code)}` }
          : known.command === undefined
            ? {}
            : { command: known.command }),
      },
    ],
    evidence: tally.evidence,
  }
}

function addHostLogs({ requests }: Examination, tallies: Map<number, Tally>): void {
  for (let row = 0; row < requests.size; row++) {
    const code = requests.result[row] ?? 0
    if (code === 0) continue
    const tally = tallyOf(tallies, code)
    const machine = requests.names[requests.name[row] ?? 0] ?? ''
    if (tally.evidence.length < evidenceMax) tally.evidence.push(requestEvidence(requests, row))
    note(tally, '12290 on the host', machine)
  }
}

function addClientEvents({ facts }: Examination, tallies: Map<number, Tally>): void {
  for (const { content, place, computer = '' } of facts.clientEvents) {
    const isShort = content.kind === 'answer-processed' && (content.flags & notEnoughCountFlag) !== 0
    const code = content.result !== 0 ? content.result : isShort ? countInsufficient : 0
    const event = content.kind === 'request-sent' ? '12288 on clients' : '12289 on clients'
    const text = content.kind === 'request-sent' ? `asked ${content.host}` : `host counted ${content.count}`
    if (code !== 0)
      noteWithEvidence(tallyOf(tallies, code), event, computer, { place, text: `${computer} ${text}`.trim() })
  }
  for (const { content, place, computer = '' } of facts.serviceEvents)
    if (content.kind === 'service-failure' && content.result !== 0)
      noteWithEvidence(tallyOf(tallies, content.result), `event ${content.eventId}`, computer, {
        place,
        text: `${computer} event ${content.eventId}`.trim(),
      })
}

function addOutputs({ facts }: Examination, tallies: Map<number, Tally>): void {
  for (const { reason, place, machine = '', name = 'product' } of facts.products)
    if (reason !== undefined && reason !== 0)
      noteWithEvidence(tallyOf(tallies, reason), 'notification reasons', machine, {
        place,
        text: `${machine} ${name}`.trim(),
      })
}

function noteWithEvidence(tally: Tally, source: string, machine: string, evidence: Evidence): void {
  if (tally.evidence.length < evidenceMax) tally.evidence.push(evidence)
  note(tally, source, machine)
}

/** Machines of one code that are remembered; a list names fewer. */
const machinesMax = 1_000

function note(tally: Tally, source: string, machine: string): void {
  tally.count++
  tally.sources.set(source, (tally.sources.get(source) ?? 0) + 1)
  if (machine !== '' && tally.machines.size < machinesMax) tally.machines.add(machine)
}

/** Codes that are told apart; damage could make up any number. */
const codesMax = 200
const otherCodes = 0xffff_ffff

function tallyOf(tallies: Map<number, Tally>, code: number): Tally {
  const key = tallies.has(code) || tallies.size < codesMax ? code : otherCodes
  const known = tallies.get(key)
  if (known !== undefined) return known
  const tally: Tally = { count: 0, sources: new Map(), machines: new Set(), evidence: [] }
  tallies.set(key, tally)
  return tally
}
