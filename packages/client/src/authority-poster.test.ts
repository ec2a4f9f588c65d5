import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError, codeOf } from '@muster/core/errors'
import { expect, onTestFinished, test } from 'vitest'
import { fetchAuthority } from './authority-poster.ts'

const never = new AbortController().signal

/** What a service that behaves like this leads to. */
async function outcome(behave: RequestListener, signal: AbortSignal = never): Promise<AppError | string> {
  const server = createServer(behave)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return fetchAuthority.post(url, new Uint8Array(3), { answerBytesMax: 8, signal }).then(
    (bytes) => `${bytes.length} bytes`,
    (error: unknown) => (error instanceof AppError ? error : codeOf(error)),
  )
}

test('the body of an answer is given, within its bound', async () => {
  expect(await outcome((_request, response) => response.end(new Uint8Array(8)))).toBe('8 bytes')
  expect(await outcome((_request, response) => response.end(new Uint8Array(9)))).toMatchObject({
    code: 'authority-answer',
  })
})

test('R6.6 a refusal keeps its code and the limit that it names', async () => {
  const problem = { code: 'activations-exhausted', detail: 'It has activated\u0007 2 of 2 machines.' }
  const refused = await outcome((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify(problem))
  })
  expect(refused).toMatchObject({
    code: 'activations-exhausted',
    detail: 'It has activated  2 of 2 machines.',
  })
})

test.each([
  ['no JSON', 'hello'],
  ['another shape', '[1]'],
  ['a code that is unknown here', '{"code":"made-up"}'],
  ['a code that is no text', '{"code":5}'],
])('a failure with %s is no answer of an authority', async (_what, body) => {
  const refused = await outcome((_request, response) => {
    response.writeHead(500)
    response.end(body)
  })
  expect(refused).toMatchObject({ code: 'authority-answer', detail: 'HTTP status 500.' })
})

test('R1.6 a key is not carried on to where a redirect points', async () => {
  const asked: string[] = []
  const redirected = await outcome((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(307, { location: '/elsewhere' })
    response.end()
  })
  expect(redirected).toMatchObject({ code: 'authority-unreachable' })
  expect(asked).toEqual(['/'])
})

test('nobody who listens is not reached, and giving up is no failure of theirs', async () => {
  const bounds = { answerBytesMax: 8, signal: never }
  const refused = fetchAuthority.post('http://127.0.0.1:1', new Uint8Array(3), bounds)
  expect(await refused.catch(codeOf)).toBe('authority-unreachable')
  const aborted = AbortSignal.abort()
  expect(await outcome(() => undefined, aborted)).toMatchObject({ code: 'interrupted' })
})
