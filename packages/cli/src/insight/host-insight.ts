/** What the console tells of a host by means of the diagnostics: reports, duplicates, checks. */
import { AppError } from '@muster/core/errors'
import type { ReportName } from '@muster/diagnostics/reports'
import type { HostInsight, InsightSubject, OpenInsight } from '@muster/host'
import type { Answers, Question } from './questions.ts'
import { StoreReader } from './reader.ts'
import type { ReaderOptions } from './reader-worker.ts'

/** The reports as a menu has them. */
const reports: readonly (HostInsight['reports'][number] & { readonly name: ReportName })[] = [
  {
    name: 'counts',
    title: 'Activation counts',
    about: 'Each product’s count against its threshold, day by day.',
  },
  {
    name: 'licence-status',
    title: 'Licence states',
    about: 'Machines by the state that they reported last.',
  },
  { name: 'expiry', title: 'Expiry', about: 'When licence states end, and which machines are next.' },
  {
    name: 'activity',
    title: 'Requests',
    about: 'How many machines asked on each day, and how many were answered.',
  },
  { name: 'denials', title: 'Refusals', about: 'Refused requests by reason, with what to do about each.' },
  { name: 'virtual', title: 'Virtual and physical', about: 'Which machines are virtual, by product.' },
  {
    name: 'duplicates',
    title: 'Shared CMIDs',
    about: 'Machines that share a client machine ID and count as one.',
  },
  { name: 'churn', title: 'Churn', about: 'Machines that appear under several CMIDs within 30 days.' },
]

/** Insight into the host of this folder, by a thread of its own that reads the store. */
export function hostInsight(options: Omit<ReaderOptions, 'isShared'>): OpenInsight {
  return (subject) => openInsight(options, subject)
}

function openInsight(options: Omit<ReaderOptions, 'isShared'>, subject: InsightSubject): HostInsight {
  const reader = new StoreReader({ ...options, isShared: subject.config.store !== undefined })
  const ask = async <Kind extends Question['kind']>(
    question: Question & { readonly kind: Kind },
  ): Promise<Answers[Kind]> => reader.ask<Kind>(question, await subject.products())
  return {
    reports,
    report: (name, span) => ask({ kind: 'report', name: known(name), span }),
    reportFile: (name, span, format) => ask({ kind: 'report-file', name: known(name), span, format }),
    duplicates: (span) => ask({ kind: 'duplicates', span }),
    churn: (span, machinesMax) => ask({ kind: 'churn', span, machinesMax }),
    relations: (cmid, span) => ask({ kind: 'relations', cmid, span }),
    async checks() {
      const { diagnoseSubject } = await import('../commands/doctor/diagnose-host.ts')
      const readStore = (nowMs: number) => ask({ kind: 'doctor', nowMs })
      const { checks } = await diagnoseSubject(subject, readStore, { dataFolder: options.dataFolder })
      return checks
    },
    close: () => reader.close(),
  }
}

function known(name: string): ReportName {
  const found = reports.find((report) => report.name === name)
  if (found === undefined) throw new AppError('not-found')
  return found.name
}
