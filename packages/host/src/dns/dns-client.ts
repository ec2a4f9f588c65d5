/**
 * Questions and updates to one DNS server: over UDP with retries, over TCP when a message is long or a reply was
 * truncated; signed and checked where a key is given (RFC 2136, 8945).
 */
import {
  codeOfResponse,
  decodeMessage,
  encodeMessage,
  type KeyedHash,
  type Message,
  queryMessage,
  responseCodeName,
  signMessage,
  type TsigKey,
  udpMessageBytesMax,
  updateMessage,
  verifyReply,
  type ZoneUpdate,
} from '@muster/core/dns'
import { AppError, codeOf } from '@muster/core/errors'
import type { Clock, DnsTransport, Endpoint, Random } from '@muster/core/ports'

const attemptsMax = 3
const replyTimeoutMs = 2_000

/** What talking to a DNS server needs. */
export interface DnsClientPorts {
  readonly transport: DnsTransport
  readonly random: Random
  readonly clock: Clock
  readonly hash: KeyedHash
}

/**
 * Asks one question. A reply of any response code is handed back.
 * Rejects with `dns-no-answer`, `dns-message-malformed`.
 */
export async function ask(
  ports: DnsClientPorts,
  server: Endpoint,
  name: string,
  type: number,
): Promise<Message> {
  const bytes = encodeMessage(queryMessage(newMessageId(ports.random), name, type))
  return exchange(ports, server, bytes, (reply) => checkedReply(reply, name, type))
}

/**
 * Sends an update, signed where a key is given.
 * Rejects with the code of the server's response, and with the codes of {@link ask} and of TSIG.
 */
export async function sendUpdate(
  ports: DnsClientPorts,
  server: Endpoint,
  update: ZoneUpdate,
  key: TsigKey | undefined,
): Promise<void> {
  const message = updateMessage(newMessageId(ports.random), update)
  if (key === undefined) {
    refuseFailure((await exchange(ports, server, encodeMessage(message), decodeMessage)).rcode, update.zone)
    return
  }
  const signed = signMessage(message, key, nowSeconds(ports), ports.hash)
  const reply = await exchange(ports, server, signed.bytes, (bytes) =>
    verifyReply(bytes, { key, requestMac: signed.mac, nowSeconds: nowSeconds(ports), hash: ports.hash }),
  )
  refuseFailure(reply.error, update.zone)
  refuseFailure(reply.message.rcode, update.zone)
}

/** Throws the code of a response code other than success. */
export function refuseFailure(rcode: number, subject: string): void {
  const code = codeOfResponse(rcode)
  if (code !== undefined) throw new AppError(code, `${responseCodeName(rcode)} for ${subject}.`)
}

/** A reply that repeats another question, or none, was made for somebody else. */
function checkedReply(bytes: Uint8Array, name: string, type: number): Message {
  const message = decodeMessage(bytes)
  const [question] = message.questions
  if (!message.isResponse || question?.name !== name || question.type !== type)
    throw new AppError('dns-message-malformed', 'It does not repeat the question.')
  return message
}

async function exchange<Reply>(
  ports: DnsClientPorts,
  server: Endpoint,
  bytes: Uint8Array,
  read: (reply: Uint8Array) => Reply,
): Promise<Reply> {
  if (bytes.length > udpMessageBytesMax) return read(await overTcp(ports, server, bytes))
  const reply = await overUdp(ports, server, bytes)
  return isTruncated(reply) ? read(await overTcp(ports, server, bytes)) : read(reply)
}

/** Asks again when no reply came; an update may be sent twice without harm, since it names whole records. */
async function overUdp(ports: DnsClientPorts, server: Endpoint, bytes: Uint8Array): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.transport.exchange(server, bytes, { timeoutMs: replyTimeoutMs, overTcp: false })
    } catch (error) {
      if (attempt >= attemptsMax || codeOf(error) !== 'dns-no-answer') throw error
    }
  }
}

function overTcp(ports: DnsClientPorts, server: Endpoint, bytes: Uint8Array): Promise<Uint8Array> {
  return ports.transport.exchange(server, bytes, { timeoutMs: replyTimeoutMs, overTcp: true })
}

/** The TC bit (RFC 1035 §4.1.1), read before the rest, which may end anywhere. */
function isTruncated(reply: Uint8Array): boolean {
  return ((reply[2] ?? 0) & 0x02) !== 0
}

function newMessageId(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2)
  return (high << 8) | low
}

function nowSeconds(ports: DnsClientPorts): number {
  return Math.floor(ports.clock.nowMs() / 1_000)
}
