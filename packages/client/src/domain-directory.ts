/** The directory of the machine's domain, by a package that is loaded when the first is read: most machines read none. */
import { drawFrom } from '@muster/core/discovery'
import { AppError } from '@muster/core/errors'
import type { ClientPorts, DomainDirectory } from './client-ports.ts'

/** Reads with these ports; undefined where nothing can be looked up in DNS. */
export function domainDirectory({
  resolver,
  random,
}: Pick<ClientPorts, 'resolver' | 'random'>): DomainDirectory | undefined {
  if (resolver === undefined) return undefined
  const ports = { resolver, draw: drawFrom((length) => random.bytes(length)) }
  return {
    async read(question) {
      const { readDomainObjects } = await load()
      return readDomainObjects(question, ports)
    },
  }
}

async function load(): Promise<typeof import('@muster/directory')> {
  try {
    return await import('@muster/directory')
  } catch (cause) {
    throw new AppError('directory-support-missing', undefined, { cause })
  }
}
