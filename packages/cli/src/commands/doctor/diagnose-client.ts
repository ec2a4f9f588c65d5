/** Gathers and judges a client's machine with the real network. */
import type { Diagnosis } from '@muster/diagnostics/doctor'
import type { CommandContext } from '../../framework/context.ts'
import { readFolderFacts } from './folder-facts.ts'

/** The diagnosis of a machine's folder, within ten seconds whatever is down. */
export async function diagnoseClient(
  context: Pick<CommandContext, 'dataFolder'>,
  options: { readonly dnsServer?: string } = {},
): Promise<Diagnosis> {
  const [{ openClientFolder }, { createTcpDialer, systemClock, systemTimers }, doctor, { AppError }] =
    await Promise.all([
      import('@muster/client'),
      import('@muster/node'),
      import('@muster/diagnostics/doctor'),
      import('@muster/core/errors'),
    ])
  const folder = await readFolderFacts(context.dataFolder)
  // Discovery only names the hosts here: they are looked at afterwards, all at the same time.
  const dialer = { dial: () => Promise.reject(new AppError('connection-refused')) }
  const client = await openClientFolder(context.dataFolder, { ...options, ports: { dialer } })
  try {
    const ports = { dialer: createTcpDialer(), clock: systemClock, timers: systemTimers }
    return doctor.judgeClient(await doctor.gatherClientFacts(client, folder, ports))
  } finally {
    await client.close()
  }
}
