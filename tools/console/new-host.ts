/** A host that was set up a moment ago and knows nothing yet: no key, no machine, no domain. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initHost, openHostFolder } from '@muster/host/main'
import { hostInsight } from 'muster/insight'

/** A running host with the link that signs in. */
export interface NewHost extends AsyncDisposable {
  readonly console: string
  /** Ends it; once is enough, and twice is no harm. */
  stop(): Promise<void>
}

/** Sets one up and starts it on free ports of this computer. */
export async function startNewHost(): Promise<NewHost> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'muster-new-host-'))
  const { accessToken } = await initHost(dataFolder, { hostName: 'host' })
  const folder = await openHostFolder(dataFolder, {
    environment: {},
    log: { write: () => undefined },
    insight: hostInsight({ dataFolder, environment: {} }),
    adjust: (config) => ({
      ...config,
      listen: { address: '127.0.0.1', port: 0 },
      http: { ...config.http, enabled: true, address: '127.0.0.1', port: 0 },
    }),
  })
  const { addresses } = await folder.serve()
  let stopping: Promise<void> | undefined
  const close = async () => {
    await folder.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
  const stop = () => {
    stopping ??= close()
    return stopping
  }
  return {
    console: `http://127.0.0.1:${addresses.http?.port}/#token=${accessToken.token}`,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
