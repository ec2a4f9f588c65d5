/** DNS of a world: the SRV records of its hosts in one domain, for those that are published. */
import { AppError } from '@muster/core/errors'
import type { Resolver, ServiceRecord } from '@muster/core/ports'

/** The domain of every world. */
export const labDomain = 'lab.example'

/** The records that machines find; `isReachable` says whether DNS answers now. */
export function simulatedResolver(
  records: () => readonly ServiceRecord[],
  isReachable: () => boolean,
): Resolver {
  const answered = async <T>(value: T): Promise<T> => {
    if (!isReachable()) throw new AppError('dns-no-answer')
    return value
  }
  return {
    services: async (name) => {
      const found = await answered(
        name.endsWith(labDomain) || name.endsWith(`${labDomain}.`) ? records() : [],
      )
      if (found.length === 0) throw new AppError('dns-name-missing')
      return found
    },
    addresses: () => answered([]),
    searchDomains: async () => [labDomain],
  }
}
