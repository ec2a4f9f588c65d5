/** Look-ups through the machine's DNS servers, or through servers that were named. */
import { Resolver as NodeResolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { AppError, type ErrorCode } from '@muster/core/errors'
import type { Endpoint, Resolver } from '@muster/core/ports'
import { lenientServices } from './lenient-services.ts'
import { systemCodeOf } from './system-code.ts'

const timeoutMs = 2_000
const malformedReply = 'EBADRESP'
const triesMax = 2
/** Targets of one SRV set that are considered; a larger set is a mistake or an attack. */
const servicesMax = 256
const searchDomainsMax = 16
const resolverConfiguration = '/etc/resolv.conf'

/** What a resolver may be told instead of finding it out. */
export interface ResolverOptions {
  /** Servers to ask instead of the machine's own; the name of each must be an address. */
  readonly servers?: readonly Endpoint[]
  /** Domains to search instead of the machine's own. */
  readonly searchDomains?: readonly string[]
}

/** A resolver on this machine. Throws `usage` where a server is not named by its address. */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const resolver = new NodeResolver({ timeout: timeoutMs, tries: triesMax })
  if (options.servers !== undefined) setServers(resolver, options.servers)
  return {
    async services(name) {
      const records = await resolver.resolveSrv(name).catch((cause) => {
        if (systemCodeOf(cause) !== malformedReply) throw lookUpError(name, cause)
        return servicesOfCompressedReply(name, resolver)
      })
      return records.slice(0, servicesMax).map(({ priority, weight, port, name: target }) => ({
        priority,
        weight,
        port,
        target: target.toLowerCase(),
      }))
    },
    async addresses(name) {
      const [six, four] = await Promise.allSettled([resolver.resolve6(name), resolver.resolve4(name)])
      const found = [six, four].flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
      if (found.length === 0 && four.status === 'rejected') throw lookUpError(name, four.reason)
      return found
    },
    async searchDomains() {
      return options.searchDomains ?? (await machineSearchDomains())
    },
  }
}

async function servicesOfCompressedReply(name: string, resolver: NodeResolver) {
  const services = await lenientServices(name, resolver.getServers().map(readServerText), timeoutMs)
  return services.map(({ target, ...service }) => ({ ...service, name: target }))
}

/** The DNS servers that this machine asks. */
export function machineDnsServers(): readonly Endpoint[] {
  return new NodeResolver().getServers().map(readServerText)
}

function setServers(resolver: NodeResolver, servers: readonly Endpoint[]): void {
  const texts = servers.map(serverText)
  try {
    resolver.setServers(texts)
  } catch (cause) {
    throw new AppError('usage', `A DNS server is named by its address: ${texts.join(', ')}.`, { cause })
  }
}

function serverText(server: Endpoint): string {
  return server.name.includes(':') ? `[${server.name}]:${server.port}` : `${server.name}:${server.port}`
}

function readServerText(text: string): Endpoint {
  const match = /^\[(.+)\]:(\d+)$/.exec(text) ?? /^([\d.]+):(\d+)$/.exec(text)
  return match === null ? { name: text, port: 53 } : { name: match[1] ?? text, port: Number(match[2]) }
}

/** The machine's own domain first, then the search list of the resolver (resolv.conf(5): the last line counts). */
async function machineSearchDomains(): Promise<readonly string[]> {
  const own = hostname().split('.').slice(1).join('.')
  const text = await readFile(resolverConfiguration, 'utf8').catch(() => '')
  return [...new Set([own, ...searchListOf(text)])]
    .filter((domain) => domain !== '')
    .slice(0, searchDomainsMax)
}

/** The search list in the text of a resolv.conf. */
export function searchListOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  const last = lines.filter(([keyword]) => keyword === 'search' || keyword === 'domain').at(-1)
  return (last ?? []).slice(1).map((domain) => domain.toLowerCase().replace(/\.$/, ''))
}

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'dns-name-missing',
  ENODATA: 'dns-no-records',
  ESERVFAIL: 'dns-server-failure',
  EREFUSED: 'dns-refused',
  EFORMERR: 'dns-message-malformed',
  EBADRESP: 'dns-message-malformed',
  EBADNAME: 'dns-name-invalid',
  ETIMEOUT: 'dns-no-answer',
  ECONNREFUSED: 'dns-no-answer',
  ECANCELLED: 'dns-no-answer',
}

function lookUpError(name: string, cause: unknown): AppError {
  return new AppError(codes[systemCodeOf(cause) ?? ''] ?? 'dns-no-answer', `${name}.`, { cause })
}
