/**
 * The servers of a domain, in the order in which they are tried: as DNS names them (RFC 2782), those of the machine's own
 * site first where it says which that is.
 */
import { type DrawInteger, targetsOf } from '@muster/core/discovery'
import { AppError, codeOf } from '@muster/core/errors'
import type { Endpoint, Resolver } from '@muster/core/ports'
import type { DirectoryProtection, DirectoryTarget } from './access.ts'

const ldapPort = 389
const ldapsPort = 636
/** Controllers that are tried in one go. */
export const serversMax = 4
const namePattern = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_.])?$/
const sitePattern = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$/

/** Where to look names up and how to draw. */
export interface ServerPorts {
  readonly resolver: Pick<Resolver, 'services'>
  readonly draw: DrawInteger
}

/**
 * The servers to try. A record names the port of plain LDAP; LDAPS has its own at the same server. Rejects with
 * `directory-not-found`, and `usage` for what is no name of a domain or site.
 */
export async function findServers(
  target: DirectoryTarget,
  protection: DirectoryProtection,
  ports: ServerPorts,
): Promise<readonly Endpoint[]> {
  if (target.kind === 'server') return [{ name: target.name, port: target.port ?? defaultPort(protection) }]
  const { domain, site } = target
  if (!namePattern.test(domain)) throw new AppError('usage', 'This is no name of a domain.')
  if (site !== undefined && !sitePattern.test(site)) throw new AppError('usage', 'This is no name of a site.')
  const names = [
    ...(site === undefined ? [] : [`_ldap._tcp.${site}._sites.dc._msdcs.${domain}`]),
    `_ldap._tcp.dc._msdcs.${domain}`,
  ]
  const found: Endpoint[] = []
  for (const name of names) found.push(...(await serversOf(name, protection, ports)))
  const servers = found.filter(
    (server, index) =>
      found.findIndex(({ name, port }) => name === server.name && port === server.port) === index,
  )
  if (servers.length === 0) throw new AppError('directory-not-found', domain)
  return servers.slice(0, serversMax)
}

async function serversOf(
  name: string,
  protection: DirectoryProtection,
  { resolver, draw }: ServerPorts,
): Promise<readonly Endpoint[]> {
  try {
    const targets = targetsOf({ kind: 'found', name, services: await resolver.services(name) }, draw)
    if (targets.kind === 'none') return []
    return targets.services.map(({ target, port }) => ({
      name: target.replace(/\.$/, '').toLowerCase(),
      port: protection === 'ldaps' ? ldapsPort : port,
    }))
  } catch (error) {
    if (codeOf(error) === 'unexpected') throw error
    return []
  }
}

function defaultPort(protection: DirectoryProtection): number {
  return protection === 'ldaps' ? ldapsPort : ldapPort
}
