/** The vendor's console: its API on the same operations as the commands, each of which writes the audit log itself. */
import { type Assets, type ConsoleAudit, createFace, type Face } from '@muster/console'
import type { AuditAction } from '@muster/core/issuing'
import type { Files } from '@muster/core/ports'
import type { AuthorityPorts } from '../../ports.ts'
import type { AuthorityApiContext } from './context.ts'
import { keyRoutes } from './key-routes.ts'
import { productRoutes } from './product-routes.ts'
import { recordRoutes } from './record-routes.ts'
import { telephoneRoutes } from './telephone-routes.ts'

/** What the console needs beside what its routes stand on. */
export interface AuthorityFaceContext extends AuthorityApiContext {
  readonly files: Files
  readonly assets: Assets
  /** Whether the door speaks TLS. */
  readonly isSecure: boolean
}

/** What only the console does; everything else is audited by its operation. */
const consoleActions: Readonly<Record<string, AuditAction>> = {
  signIn: 'console-signed-in',
  signOut: 'console-signed-out',
  makeToken: 'access-token-made',
  removeToken: 'access-token-removed',
}

/** Makes the console of an authority. */
export function createAuthorityFace(context: AuthorityFaceContext): Face {
  const { ports, files, assets, isSecure } = context
  const routes = [
    ...productRoutes(context),
    ...keyRoutes(context),
    ...recordRoutes(context),
    ...telephoneRoutes(context),
  ]
  return createFace(
    { face: 'authority', title: 'Muster authority', routes, isSecure },
    {
      ...ports,
      files,
      assets,
      audit: (entry) => auditConsole(entry, ports),
      onDefect: (operation, error) => {
        const detail = error instanceof Error ? error.name : typeof error
        ports.log.write('error', 'console-failed', { operation, detail })
      },
    },
  )
}

/** Writes what no operation writes by itself: signing in and out, tokens. */
export async function auditConsole(
  { action, who, from, detail }: ConsoleAudit,
  ports: Pick<AuthorityPorts, 'clock' | 'store'>,
): Promise<void> {
  const known = consoleActions[action]
  if (known === undefined) return
  const atMs = ports.clock.nowMs()
  const entry = {
    atMs,
    who,
    action: known,
    subject: from === 'command line' ? from : `console from ${from}`,
    detail,
  }
  await ports.store.record([{ kind: 'audit-added', entry }])
}
