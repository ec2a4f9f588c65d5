/** A host whose clock is wrong signs updates that a real BIND rejects; the event says which clocks to look at. */
import { readFile } from 'node:fs/promises'
import { describeCode } from '@muster/core/errors'
import { readHostConfig } from '@muster/host'
import { DnsPublishing } from '@muster/host/dns'
import { createResolver, folderFiles, jsonLog, machineAddresses } from '@muster/node'
import { openSqliteHostStore } from '@muster/store/sqlite'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { describeBind, startBind } from './bind.ts'
import { dnsClientPorts } from './publish-services.ts'

const minuteMs = 60_000
/** TSIG allows 5 minutes. */
const differences = [
  { minutes: 4, code: 'success' },
  { minutes: 6, code: 'dns-bad-time' },
  { minutes: -6, code: 'dns-bad-time' },
] as const

describeBind('a clock of the host', () => {
  it.each(differences)('R5.2 a clock that is $minutes minutes ahead: $code', async ({ minutes, code }) => {
    await using bind = await startBind({
      zones: [{ name: 'corp.test', updates: 'key' }],
      keys: { 'muster-key': 'hmac-sha256' },
    })
    await using folder = await temporaryFolder()
    const store = await openSqliteHostStore(`${folder.path}/host.sqlite`)
    const lines = [`server = "127.0.0.1:${bind.port}"`, `key_file = "${bind.keyFiles['muster-key']}"`]
    const { dns } = readHostConfig(`[dns]\n${lines.join('\n')}\n`)
    const ports = {
      ...dnsClientPorts,
      clock: { nowMs: () => Date.now() + minutes * minuteMs },
      hostName: 'host.corp.test',
      resolver: createResolver(),
      resolverServers: [],
      machineAddresses,
      readKeyFile: (path: string) => readFile(path, 'utf8'),
      negotiatedUpdate: () => Promise.reject(new Error('it is not asked for')),
      files: folderFiles(folder.path),
      store,
      log: jsonLog(process.stderr, { levelMin: 'error' }),
    }
    const publishing = new DnsPublishing(dns, ports, async () => ({ address: '127.0.0.1', port: 1_688 }))
    const outcomes = await publishing.publish()
    expect(outcomes.map((outcome) => outcome.code)).toEqual([code, code])
    const newest = (await store.events({ limit: 1 })).items.map(({ event }) => event)
    const remedy = code === 'success' ? undefined : describeCode(code).remedy
    expect(newest[0]).toMatchObject({
      code,
      fields: remedy === undefined ? {} : { rcode: 'BADTIME', remedy },
    })
    await store.close()
  })
})
