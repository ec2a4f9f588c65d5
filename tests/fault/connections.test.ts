/** R10: ten thousand connections that say nothing and a thousand that drip do not keep others from being answered. */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startHostProcess } from '../support/host-process.ts'
import { Machine } from '../support/machine.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const idleConnections = 10_000
const slowConnections = 1_000
const waveConnections = 500
const machines = 50
const dripMs = 200
const answerMsMax = 5_000
const memoryMegabytesMax = 400
/** Peers that are not the machines: other addresses of this computer. */
const idleAddress = '127.0.0.2'
const slowAddress = '127.0.0.3'

describe('many connections', () => {
  it(`R10 ${idleConnections} idle and ${slowConnections} slow ones leave room for machines, in bounded memory`, async () => {
    await using folder = await temporaryFolder()
    await using host = await startHostProcess(join(folder.path, 'host'))
    await new Machine().ask(host.port)
    const sockets: Socket[] = []
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.localAddress === slowAddress) socket.write(Uint8Array.of(1))
    }, dripMs)
    try {
      await open(sockets, host.port, slowAddress, slowConnections)
      await open(sockets, host.port, idleAddress, idleConnections)
      for (let count = 0; count < machines; count++) {
        const startMs = performance.now()
        await new Machine().ask(host.port)
        expect(performance.now() - startMs).toBeLessThan(answerMsMax)
      }
      expect(memoryMegabytes(host.processId)).toBeLessThan(memoryMegabytesMax)
    } finally {
      clearInterval(drip)
      for (const socket of sockets) socket.destroy()
    }
  })
})

/** Opens connections in waves; those that the host closes are closed. */
async function open(sockets: Socket[], port: number, localAddress: string, count: number): Promise<void> {
  for (let opened = 0; opened < count; opened += waveConnections) {
    const wave = Array.from({ length: Math.min(waveConnections, count - opened) }, () => {
      const socket = connect({ host: '127.0.0.1', port, localAddress })
      socket.on('error', () => undefined)
      sockets.push(socket)
      return new Promise<void>((resolve) => {
        socket.once('connect', resolve)
        socket.once('close', () => resolve())
      })
    })
    await Promise.all(wave)
  }
}

/** What the process holds in memory now. */
function memoryMegabytes(processId: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1_024
}
