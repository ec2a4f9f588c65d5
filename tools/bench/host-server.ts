/** A real activation host on its durable store, in a process of its own: set up and activated at its first start. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '@muster/core/bytes'
import { keyIdOf } from '@muster/core/documents'
import { connectAuthority, initHost, openHostFolder } from '@muster/host/main'
import { jsonLog, nodeCryptography } from '@muster/node'
import { answerParent } from './child.ts'
import type { HostListening, HostMemory, HostQuestion, Serve } from './messages.ts'
import { applicationId, clientProductId, hostKeyText, localAuthority } from './vendor.ts'

/** On this computer only, on a free port, and with no word to the network's name servers. */
const environment = {
  MUSTER_HOST_LISTEN_ADDRESS: '127.0.0.1',
  MUSTER_HOST_LISTEN_PORT: '0',
  MUSTER_HOST_HTTP_ENABLED: 'false',
  MUSTER_HOST_DNS_PUBLISH: 'false',
}
const [dataFolder = '', changes = '{}'] = process.argv.slice(2)
const bytesPerMebibyte = 2 ** 20

answerParent<HostQuestion, HostListening | HostMemory>(async (question) =>
  question.kind === 'serve' ? serve(question) : measureMemory(),
)

async function serve({ vendor, store }: Serve): Promise<HostListening> {
  const isNew = !existsSync(join(dataFolder, 'host.key'))
  if (isNew) await initHost(dataFolder, { hostName: 'host.example.test' })
  const folder = await openHostFolder(dataFolder, {
    environment: { ...environment, ...JSON.parse(changes), MUSTER_HOST_STORE: store },
    log: jsonLog(process.stderr, { levelMin: 'warn' }),
  })
  if (isNew) {
    await folder.installKey(vendor?.hostKey ?? hostKeyText)
    await folder.activate(vendor === undefined ? localAuthority : connectAuthority(vendor.authorityUrl))
  }
  const { addresses } = await folder.serve()
  return {
    port: addresses.tcp.port,
    httpPort: addresses.http?.port ?? 0,
    applicationId,
    productId: clientProductId,
    hostKeyId: toHex(keyIdOf(folder.hostPublicKey, nodeCryptography)),
  }
}

function measureMemory(): HostMemory {
  const { rss, heapUsed } = process.memoryUsage()
  return { residentMebibytes: rss / bytesPerMebibyte, heapMebibytes: heapUsed / bytesPerMebibyte }
}
