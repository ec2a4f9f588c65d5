/** The host's console: its API on the folder's operations, and the audit log as events 12405. */
import { type Assets, type ConsoleAudit, createFace, type Face } from '@muster/console'
import { codeOf } from '@muster/core/errors'
import type { Files, Log, Random, Verifier } from '@muster/core/ports'
import { recordEvent } from '../../operations/record-event.ts'
import type { HostApiContext } from './administration.ts'
import { CheckWatch } from './check-watch.ts'
import { dnsRoutes } from './dns-routes.ts'
import { duplicateRoutes } from './duplicate-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { InsightAnswers } from './insight-answers.ts'
import { machineRoutes } from './machine-routes.ts'
import { overviewRoutes } from './overview-routes.ts'
import { reportRoutes } from './report-routes.ts'
import { settingsRoutes } from './settings-routes.ts'

/** What the console needs beside what its routes stand on. */
export interface HostFaceContext extends HostApiContext {
  readonly files: Files
  readonly random: Random
  readonly cryptography: Verifier
  readonly log: Log
  readonly assets: Assets
}

/** Makes the console of a host. */
export function createHostFace(context: HostFaceContext): Face {
  const { files, clock, random, cryptography, assets, log, insight } = context
  const watch = insight === undefined ? undefined : new CheckWatch(context, insight)
  const answers = new InsightAnswers(context)
  const routes = [
    ...overviewRoutes({ ...context, watch, answers }),
    ...machineRoutes(context),
    ...duplicateRoutes(answers),
    ...reportRoutes(answers),
    ...eventRoutes({ ...context, watch, answers }),
    ...dnsRoutes(context),
    ...settingsRoutes(context),
  ]
  return createFace(
    { face: 'host', title: 'Muster activation host', routes, isSecure: false },
    {
      files,
      clock,
      random,
      cryptography,
      assets,
      audit: (entry) => writeAudit(entry, context),
      onDefect: (operation, error) =>
        log.write('error', 'console-failed', {
          operation,
          detail: error instanceof Error ? error.name : typeof error,
        }),
    },
  )
}

/** On a standby of the database nothing can be changed: who looks at it stands in the service's log alone. */
export async function writeAudit(
  { action, who, from, detail }: ConsoleAudit,
  { store, clock, log }: Pick<HostFaceContext, 'store' | 'clock' | 'log'>,
): Promise<void> {
  const fields = { action, who, from, detail }
  try {
    await recordEvent(store, { name: 'administered', timeMs: clock.nowMs(), fields })
  } catch (error) {
    if (codeOf(error) !== 'store-read-only') throw error
    log.write('info', 'administered', fields)
  }
}
