/**
 * SRV records from servers that compress the target's name, against RFC 2782: Samba's own DNS does, and the system's
 * resolver takes such a reply for broken. Asked with messages of our own, and only where that happened.
 */
import { randomInt } from 'node:crypto'
import {
  codeOfResponse,
  decodeMessage,
  decodeServiceData,
  encodeMessage,
  normaliseDomainName,
  queryMessage,
  recordTypes,
} from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import type { Endpoint, ServiceRecord } from '@muster/core/ports'
import { createDnsTransport } from './dns-transport.ts'
import { tcpDialer } from './tcp-dialer.ts'

const idMax = 0x1_0000

/**
 * The SRV set of a name, from the first server that gives one. Rejects with `dns-message-malformed`, `dns-no-answer`,
 * `dns-no-records`, and the codes of a server's response.
 */
export async function lenientServices(
  name: string,
  servers: readonly Endpoint[],
  timeoutMs: number,
): Promise<readonly ServiceRecord[]> {
  let failure: unknown = new AppError('dns-no-answer', `${name}.`)
  for (const server of servers) {
    try {
      return await askServer(name, server, timeoutMs)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

async function askServer(
  name: string,
  server: Endpoint,
  timeoutMs: number,
): Promise<readonly ServiceRecord[]> {
  const transport = createDnsTransport(tcpDialer)
  const asked = normaliseDomainName(name)
  const message = encodeMessage(queryMessage(randomInt(idMax), asked, recordTypes.SRV))
  const ask = async (overTcp: boolean) =>
    decodeMessage(await transport.exchange(server, message, { timeoutMs, overTcp }))
  const short = await ask(false)
  const reply = short.isTruncated ? await ask(true) : short
  const [question] = reply.questions
  if (!reply.isResponse || question?.type !== recordTypes.SRV || question.name !== asked)
    throw new AppError('dns-message-malformed', `${name}.`)
  const code = codeOfResponse(reply.rcode)
  if (code !== undefined) throw new AppError(code, `${name}.`)
  const services = reply.answers.filter(({ type }) => type === recordTypes.SRV)
  if (services.length === 0) throw new AppError('dns-no-records', `${name}.`)
  return services.map(({ data }) => decodeServiceData(data))
}
