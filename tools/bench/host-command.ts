/** A host as people run it: by its command, with everything that the command brings along. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '../../tests/servers/ports.ts'

const command = join(import.meta.dirname, '../../packages/cli/bin.js')
const startMsMax = 60_000
const pauseMs = 50

/** A host that serves HTTP at an address. */
export interface ServingHost extends AsyncDisposable {
  readonly url: string
}

/** Serves from a folder that is set up; resolves when it is healthy. `environment` changes its configuration. */
export async function serveHost(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServingHost> {
  const port = await freePort()
  const env = {
    ...process.env,
    MUSTER_HOST_LISTEN_PORT: '0',
    MUSTER_HOST_LISTEN_ADDRESS: '127.0.0.1',
    MUSTER_HOST_HTTP_PORT: String(port),
    MUSTER_HOST_METRICS_ENABLED: 'false',
    MUSTER_HOST_DNS_PUBLISH: 'false',
    ...environment,
  }
  // Its log would drown the figures; a host that does not start is told of below.
  const child = spawn(process.execPath, [command, 'host', 'serve', '--data', folder], {
    env,
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  }
  const endMs = performance.now() + startMsMax
  while (!(await isHealthy(url))) {
    if (performance.now() > endMs || child.exitCode !== null) {
      await stop()
      throw new Error('The host did not become healthy.')
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return { url, [Symbol.asyncDispose]: stop }
}

function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )
}
