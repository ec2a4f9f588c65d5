/** A machine folder through the sockets of the agent that serves it. */
import { request as startRequest } from 'node:http'
import type { ActivationChannel } from '@muster/core/documents'
import { AppError, isErrorCode } from '@muster/core/errors'
import type { PresentedEvent } from '@muster/core/events'
import { type DirectorySetting, roundMsMax } from '@muster/core/licensing'
import { toBase64 } from '../base64.ts'
import type {
  ActivationOutcome,
  ClientFolder,
  InstallationIdView,
  InstalledProduct,
  InstalledProductKey,
  LicenceEvidence,
  ProductChoice,
  RearmOutcome,
} from '../client-folder.ts'
import type { ClientDescription, ClientStatus } from '../client-status.ts'
import type { DiscoveryReport } from '../discover.ts'
import { dialTimeoutMs, exchangeTimeoutMs } from '../exchange.ts'
import { lookUpMsMax } from '../look-up.ts'
import type { AgentAddresses } from '../platform.ts'
import { directoryMsMax } from '../read-directory.ts'
import type { AgentFailure } from './agent-server.ts'

/** Longest answer that is read from an agent. */
const answerBytesMax = 4 * 1024 * 1024
/** A round of activation, with the directory that it begins with and the exchange or the look-up that it ends with. */
const answerTimeoutMs =
  directoryMsMax + roundMsMax + Math.max(dialTimeoutMs + exchangeTimeoutMs, 2 * lookUpMsMax)

/** The folder behind an agent; undefined where none answers at these addresses. */
export async function connectToAgent(addresses: AgentAddresses): Promise<ClientFolder | undefined> {
  try {
    await call(addresses.user, 'GET', '/v1/agent')
    return new AgentFolder(addresses)
  } catch (error) {
    if (error instanceof AppError && error.code === 'agent-unreachable') return undefined
    throw error
  }
}

class AgentFolder implements ClientFolder {
  readonly viaAgent = true
  readonly #addresses: AgentAddresses

  constructor(addresses: AgentAddresses) {
    this.#addresses = addresses
  }

  installLicence(file: Uint8Array, roots: readonly Uint8Array[]): Promise<InstalledProduct> {
    return this.#administer('install-licence', { productLicence: toBase64(file), roots: roots.map(toBase64) })
  }

  installKey(text: string, choice: ProductChoice = {}): Promise<InstalledProductKey> {
    return this.#administer('install-key', { key: text, ...choice })
  }

  async uninstallKey(choice: ProductChoice = {}): Promise<void> {
    await this.#administer('uninstall-key', choice)
  }

  activate(choice: ProductChoice = {}): Promise<ActivationOutcome> {
    return call(this.#addresses.user, 'POST', '/v1/activate', choice)
  }

  async status(choice: ProductChoice = {}): Promise<ClientStatus> {
    return (await this.describe(choice)).status
  }

  describe(choice: ProductChoice = {}): Promise<ClientDescription> {
    return this.#read('status', choice)
  }

  async describeAll(): Promise<readonly ClientDescription[]> {
    return (await this.#read<{ licences: readonly ClientDescription[] }>('licence')).licences
  }

  async evidence(choice: ProductChoice = {}): Promise<LicenceEvidence | null> {
    return (await this.#read<{ evidence: LicenceEvidence | null }>('evidence', choice)).evidence
  }

  rearm(): Promise<RearmOutcome> {
    return this.#administer('rearm', {})
  }

  async generalize(options: { readonly skipRearm: boolean }): Promise<void> {
    await this.#administer('generalize', options)
  }

  async setHost(text: string, choice: ProductChoice = {}): Promise<void> {
    await this.#administer('set-host', { host: text, ...choice })
  }

  async clearHost(choice: ProductChoice = {}): Promise<void> {
    await this.#administer('clear-host', choice)
  }

  async setHostCaching(on: boolean): Promise<void> {
    await this.#administer('host-caching', { on })
  }

  async setDomain(text: string, serviceLabel?: string): Promise<void> {
    await this.#administer('set-domain', {
      domain: text,
      ...(serviceLabel === undefined ? {} : { serviceLabel }),
    })
  }

  async clearDomain(): Promise<void> {
    await this.#administer('clear-domain', {})
  }

  async setDirectory(setting: DirectorySetting): Promise<void> {
    await this.#administer('set-directory', setting)
  }

  async clearDirectory(): Promise<void> {
    await this.#administer('clear-directory', {})
  }

  async setChannel(channel: ActivationChannel | undefined, choice: ProductChoice = {}): Promise<void> {
    await this.#administer('set-channel', { ...choice, ...(channel === undefined ? {} : { channel }) })
  }

  discover(choice: ProductChoice = {}): Promise<DiscoveryReport> {
    return this.#read('discovery', choice)
  }

  async setAuthority(url: string | undefined): Promise<void> {
    await this.#administer('set-authority', url === undefined ? {} : { url })
  }

  installationId(choice: ProductChoice = {}): Promise<InstallationIdView> {
    return this.#administer('installation-id', choice)
  }

  confirm(digits: string, choice: ProductChoice = {}): Promise<ActivationOutcome> {
    return this.#administer('confirm', { digits, ...choice })
  }

  async events(): Promise<readonly PresentedEvent[]> {
    return (await this.#read<{ events: readonly PresentedEvent[] }>('events')).events
  }

  async close(): Promise<void> {}

  #read<T>(name: string, choice: ProductChoice = {}): Promise<T> {
    const query = choice.productId === undefined ? '' : `?product=${encodeURIComponent(choice.productId)}`
    return call(this.#addresses.user, 'GET', `/v1/${name}${query}`)
  }

  #administer<T>(name: string, body: object): Promise<T> {
    return call(this.#addresses.administrator, 'POST', `/v1/${name}`, body)
  }
}

/** One request. Rejects with the agent's own code, `agent-unreachable`, `administrator-needed`. */
async function call<T>(address: string, method: string, path: string, body?: object): Promise<T> {
  const { status, text } = await exchange(address, method, path, body)
  const value = JSON.parse(text) as T | AgentFailure
  if (status === 200) return value as T
  const { code, detail, reasons } = (value as AgentFailure).error
  throw new AppError(isErrorCode(code) ? code : 'unexpected', detail ?? undefined, { reasons })
}

function exchange(
  address: string,
  method: string,
  path: string,
  body: object | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = startRequest({
      socketPath: address,
      method,
      path,
      timeout: answerTimeoutMs,
      agent: false,
    })
    request.on('error', (cause) => reject(connectionFailure(cause)))
    request.on('timeout', () => request.destroy(new Error('The agent is silent.')))
    request.on('response', (response) => {
      const parts: Buffer[] = []
      let length = 0
      response.on('data', (part: Buffer) => {
        length += part.length
        if (length > answerBytesMax) request.destroy(new Error('The answer is too long.'))
        parts.push(part)
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      )
      response.on('error', (cause) => reject(connectionFailure(cause)))
    })
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function connectionFailure(cause: unknown): AppError {
  const systemCode = cause instanceof Error && 'code' in cause ? cause.code : ''
  const isForbidden = systemCode === 'EACCES' || systemCode === 'EPERM'
  return new AppError(isForbidden ? 'administrator-needed' : 'agent-unreachable', undefined, { cause })
}
