/**
 * Machines and the telephone desk over HTTP: `POST /v1/activations`, `POST /v1/activations/batch`, and
 * `POST /v1/telephone`, which only the holder of the desk's token may use.
 */
import { AppError } from '@muster/core/errors'
import { machineActivationRequestBytesMax, machineBatchRequestBytesMax } from '@muster/core/issuing'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as v from 'valibot'
import { activateMachine, activateMachines } from '../operations/activate-machine.ts'
import { answerTelephone } from '../operations/telephone.ts'
import { type Door, document, type HttpEnvironment, type RouteContext, readBody, refuse } from './door.ts'

const telephoneBodyBytesMax = 2_048
const deskName = 'telephone desk'
const telephoneSchema = v.strictObject({ installationId: v.pipe(v.string(), v.maxLength(1_024)) })

/** The routes. */
export function activationRoutes(door: Door): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>()
  const limit = (maxSize: number) =>
    bodyLimit({ maxSize, onError: (c) => refuse(c as RouteContext, door, 'body-too-long') })
  routes.post('/v1/activations', limit(machineActivationRequestBytesMax), (c) => postActivation(c, door))
  routes.post('/v1/activations/batch', limit(machineBatchRequestBytesMax), (c) => postBatch(c, door))
  routes.post('/v1/telephone', limit(telephoneBodyBytesMax), (c) => postTelephone(c, door))
  return routes
}

async function postActivation(c: RouteContext, door: Door): Promise<Response> {
  const address = c.env.remoteAddress
  if (door.attempts.isBlocked(address)) return refuse(c, door, 'too-many-attempts')
  const outcome = await activateMachine(await readBody(c), address, door.ports)
  if (outcome.kind === 'refused') return refuse(c, door, outcome.code, outcome.detail)
  const { keyId, isRepeated, answer } = outcome
  door.ports.log.write('info', 'machine-activated', { keyId, isRepeated, address })
  return document(answer, { 'cache-control': 'no-store' })
}

async function postBatch(c: RouteContext, door: Door): Promise<Response> {
  const address = c.env.remoteAddress
  if (door.attempts.isBlocked(address)) return refuse(c, door, 'too-many-attempts')
  const { answer, confirmed, refused } = await activateMachines(await readBody(c), address, door.ports)
  door.ports.log.write('info', 'machines-activated', { confirmed, refused, address })
  return document(answer, { 'cache-control': 'no-store' })
}

async function postTelephone(c: RouteContext, door: Door): Promise<Response> {
  const address = c.env.remoteAddress
  if (door.attempts.isBlocked(address)) return refuse(c, door, 'too-many-attempts')
  const [, token = ''] = /^Bearer ([\x21-\x7e]{1,200})$/.exec(c.req.header('authorization') ?? '') ?? []
  const isDesk = await door.ports.isDeskToken(token)
  if (isDesk === undefined) return refuse(c, door, 'not-found', 'The telephone desk is not open.')
  if (!isDesk) return refuse(c, door, 'not-authorised')
  const digits = parseDigits(new TextDecoder().decode(await readBody(c)))
  const outcome = await answerTelephone(digits, deskName, door.ports)
  if (outcome.kind === 'refused') return refuse(c, door, outcome.code, outcome.detail)
  const { kind: _kind, ...answer } = outcome
  door.ports.log.write('info', 'telephone-answered', { keyId: answer.keyId, of: answer.of, address })
  return c.json(answer, 200, { 'cache-control': 'no-store' })
}

function parseDigits(text: string): string {
  try {
    return v.parse(telephoneSchema, JSON.parse(text)).installationId
  } catch {
    throw new AppError('request-malformed', 'Expected {"installationId": "…"}.')
  }
}
