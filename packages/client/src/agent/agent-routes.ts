/**
 * The agent's local HTTP API: which path does what, and who may. Everybody may read and activate; the rest is the
 * administrator's and is answered on the administrator's socket only (R4.10).
 */
import { type ActivationChannel, activationChannels } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import { fromBase64 } from '../base64.ts'
import type { ClientFolder, ProductChoice } from '../client-folder.ts'
import { readSetting } from '../folder-directory.ts'

/** Who asks: told by the socket that was used. */
export type AgentRights = 'user' | 'administrator'

/** A request, taken apart. */
export interface AgentRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Longest body of a request. */
export const bodyBytesMax = 32_768

type Action = (folder: ClientFolder, body: AgentRequest['body']) => Promise<unknown>

/** Answers one request. Rejects with `not-found`, `administrator-needed`, `usage`, and the codes of the action. */
export async function routeAgentRequest(
  folder: ClientFolder,
  request: AgentRequest,
  rights: AgentRights,
): Promise<unknown> {
  const url = new URL(request.target, 'http://agent')
  const path = url.pathname
  if (request.method === 'GET') return read(folder, path, url.searchParams)
  if (request.method !== 'POST') throw new AppError('not-found')
  if (path === '/v1/activate') return folder.activate(choiceOf(request.body))
  const action = administratorActions[path]
  if (action === undefined) throw new AppError('not-found')
  if (rights !== 'administrator') throw new AppError('administrator-needed')
  return (await action(folder, request.body)) ?? {}
}

function read(folder: ClientFolder, path: string, query: URLSearchParams): Promise<unknown> {
  const productId = query.get('product')
  const choice = productId === null ? {} : { productId }
  switch (path) {
    case '/v1/agent':
      return Promise.resolve({ protocol: 1 })
    case '/v1/licence':
      return folder.describeAll().then((licences) => ({ licences }))
    case '/v1/status':
      return folder.describe(choice)
    case '/v1/evidence':
      return folder.evidence(choice).then((evidence) => ({ evidence }))
    case '/v1/discovery':
      return folder.discover(choice)
    case '/v1/events':
      return folder.events().then((events) => ({ events }))
  }
  const licence = /^\/v1\/licence\/([0-9a-f-]{36})$/i.exec(path)
  if (licence?.[1] === undefined) throw new AppError('not-found')
  return readLicence(folder, licence[1])
}

async function readLicence(folder: ClientFolder, productId: string): Promise<unknown> {
  const description = await folder.describe({ productId })
  return { ...description, evidence: await folder.evidence({ productId }) }
}

const administratorActions: Readonly<Record<string, Action>> = {
  '/v1/install-licence': (folder, body) => folder.installLicence(bytesOf(body.productLicence), rootsOf(body)),
  '/v1/install-key': (folder, body) => folder.installKey(textOf(body.key, 'key'), choiceOf(body)),
  '/v1/uninstall-key': (folder, body) => folder.uninstallKey(choiceOf(body)),
  '/v1/rearm': (folder) => folder.rearm(),
  '/v1/generalize': (folder, body) =>
    folder.generalize({ skipRearm: booleanOf(body.skipRearm, 'skipRearm') }),
  '/v1/set-host': (folder, body) => folder.setHost(textOf(body.host, 'host'), choiceOf(body)),
  '/v1/clear-host': (folder, body) => folder.clearHost(choiceOf(body)),
  '/v1/set-domain': (folder, body) =>
    folder.setDomain(
      textOf(body.domain, 'domain'),
      body.serviceLabel === undefined ? undefined : textOf(body.serviceLabel, 'serviceLabel'),
    ),
  '/v1/set-directory': (folder, body) => folder.setDirectory(readSetting(body)),
  '/v1/clear-directory': (folder) => folder.clearDirectory(),
  '/v1/set-channel': (folder, body) => folder.setChannel(channelOf(body.channel), choiceOf(body)),
  '/v1/set-authority': (folder, body) =>
    folder.setAuthority(body.url === undefined ? undefined : textOf(body.url, 'url')),
  '/v1/installation-id': (folder, body) => folder.installationId(choiceOf(body)),
  '/v1/confirm': (folder, body) => folder.confirm(textOf(body.digits, 'digits'), choiceOf(body)),
  '/v1/clear-domain': (folder) => folder.clearDomain(),
  '/v1/host-caching': (folder, body) => folder.setHostCaching(booleanOf(body.on, 'on')),
}

function choiceOf(body: AgentRequest['body']): ProductChoice {
  return body.productId === undefined ? {} : { productId: textOf(body.productId, 'productId') }
}

function channelOf(value: unknown): ActivationChannel | undefined {
  const channel = activationChannels.find((known) => known === value)
  if (channel === undefined && value !== undefined) throw new AppError('usage', 'There is no such channel.')
  return channel
}

function rootsOf(body: AgentRequest['body']): readonly Uint8Array[] {
  if (!Array.isArray(body.roots)) throw new AppError('usage', 'roots is missing.')
  return body.roots.map((root: unknown) => bytesOf(root))
}

function bytesOf(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined
  if (bytes === undefined) throw new AppError('usage', 'Bytes are expected as base64.')
  return bytes
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new AppError('usage', `${name} is missing.`)
  return value
}

function booleanOf(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw new AppError('usage', `${name} is missing.`)
  return value
}
