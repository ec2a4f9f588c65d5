import { createSocket, type Socket } from 'node:dgram'
import { codeOf } from '@muster/core/errors'
import { afterEach, expect, it } from 'vitest'
import { createResolver } from './resolver.ts'

/** What Samba's own DNS answers for the controllers of ad.test: the target points back into the question. */
const sambaReply = Buffer.from(
  '123485000001000100010000055f6c646170045f746370026463065f6d7364637302616404746573740000210001c00c0021000100000384' +
    '000c00000064018503646331c021c01a0006000100000e100023c0400a686f73746d6173746572c021000000010000038400000258000151' +
    '8000000e10',
  'hex',
)
const name = '_ldap._tcp.dc._msdcs.ad.test'
let socket: Socket | undefined

afterEach(() => {
  socket?.close()
  socket = undefined
})

/** A name server that answers everything with this, under the id of the question. */
async function serverWith(reply: Buffer): Promise<number> {
  const server = createSocket('udp4')
  socket = server
  server.on('message', (question, { port, address }) => {
    server.send(Buffer.concat([question.subarray(0, 2), reply.subarray(2)]), port, address)
  })
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
  return server.address().port
}

it('R5.4 targets that a server compresses are read all the same', async () => {
  const resolver = createResolver({ servers: [{ name: '127.0.0.1', port: await serverWith(sambaReply) }] })
  expect(await resolver.services(name)).toEqual([
    { priority: 0, weight: 100, port: 389, target: 'dc1.ad.test' },
  ])
})

it('R10 a reply that cannot be read either way, or that answers another question, has its code', async () => {
  const cut = sambaReply.subarray(0, 70)
  const resolver = createResolver({ servers: [{ name: '127.0.0.1', port: await serverWith(cut) }] })
  expect(await resolver.services(name).catch(codeOf)).toBe('dns-message-malformed')
  const other = resolver.services('_ldap._tcp.dc._msdcs.xx.test')
  expect(await other.catch(codeOf)).toBe('dns-message-malformed')
})
