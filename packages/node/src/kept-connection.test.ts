/** One connection for many requests, with bounds on what comes back. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { codeOf } from '@muster/core/errors'
import { expect, test } from 'vitest'
import { keptConnection } from './kept-connection.ts'

const post = {
  contentType: 'application/cose',
  body: Uint8Array.of(1, 2, 3),
  timeoutMs: 10_000,
  answerBytesMax: 100,
}

async function serve(listener: RequestListener) {
  const connections = new Set<unknown>()
  const server = createServer(listener)
  server.on('connection', (socket) => connections.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('requests that are made at once wait for one another on one connection', async () => {
  await using server = await serve((request, response) => {
    request.pipe(response)
  })
  const send = keptConnection()
  const answers = await Promise.all([1, 2, 3, 4].map(() => send(server.url, post)))
  expect(answers.map(({ body }) => [...body])).toEqual([1, 2, 3, 4].map(() => [1, 2, 3]))
  expect(server.connections.size).toBe(1)
})

test('R10 an answer is taken up to its bound and not beyond', async () => {
  let length = 100
  await using server = await serve((_request, response) => response.end(new Uint8Array(length)))
  const send = keptConnection()
  expect((await send(server.url, post)).body).toHaveLength(100)
  length = 101
  expect(await send(server.url, post).catch(codeOf)).toBe('body-too-long')
})

test('R10 an answer that does not come ends in time', async () => {
  await using server = await serve(() => undefined)
  await expect(keptConnection()(server.url, { ...post, timeoutMs: 200 })).rejects.toThrow()
})

test('a redirect is not followed', async () => {
  await using server = await serve((_request, response) => {
    response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end()
  })
  expect((await keptConnection()(server.url, post)).status).toBe(307)
})
