/** Opens a directory: finds its servers and takes the first that answers. */
import { AppError, codeOf } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'
import { checkAccess, type DirectoryAccess } from './access.ts'
import { findServers, type ServerPorts } from './find-servers.ts'
import { openKerberosSession } from './kerberos/kerberos-session.ts'
import { openLdapSession } from './ldap/ldap-session.ts'
import type { DirectorySession } from './session.ts'

/** Failures after which another server may do. */
const tryNext: readonly string[] = ['directory-unreachable', 'directory-timeout', 'directory-tls-failed']

/**
 * Opens a session with the first server that can be reached. Close it when done. Rejects with
 * `directory-password-unprotected` before anything is sent, `directory-not-found`, `directory-unreachable`,
 * `directory-timeout`, `directory-tls-failed`, `directory-credentials`, `directory-ticket-missing`,
 * `directory-tool-missing`, `directory-answer-malformed`.
 */
export async function openDirectory(access: DirectoryAccess, ports: ServerPorts): Promise<DirectorySession> {
  checkAccess(access)
  const servers = await findServers(access.target, access.protection, ports)
  let failure: unknown = new AppError('directory-not-found')
  for (const server of servers) {
    try {
      return await open(server, access)
    } catch (error) {
      if (!tryNext.includes(codeOf(error))) throw error
      failure = error
    }
  }
  throw failure
}

function open(server: Endpoint, access: DirectoryAccess): Promise<DirectorySession> {
  const { account } = access
  return account.kind === 'kerberos'
    ? openKerberosSession(server, account, access)
    : openLdapSession(server, access)
}
