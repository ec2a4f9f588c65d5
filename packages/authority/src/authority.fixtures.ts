/** An authority in a temporary folder, served on the loopback, and hosts that ask it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromHex } from '@muster/core/bytes'
import {
  documentMediaType,
  type HostActivation,
  type HostActivationRequest,
  readHostActivationAnswer,
  signHostActivationRequest,
} from '@muster/core/issuing'
import type { Log, LogFields, Signer } from '@muster/core/ports'
import { nodeCryptography } from '@muster/node'
import type { AuthorityFolder, RunningAuthority } from './authority-folder.ts'
import { initAuthority, openAuthorityFolder } from './main.ts'

export const passphrase = 'correct horse battery staple'
/** Low, so that tests need not wait. */
export const sealingCost = 2 ** 10

/** Log lines as they were written. */
export interface LogLine {
  readonly level: string
  readonly event: string
  readonly fields: LogFields
}

/** A log that keeps its lines. */
export function keepingLog(lines: LogLine[]): Log {
  return { write: (level, event, fields = {}) => lines.push({ level, event, fields }) }
}

/** An authority with one product, running. */
export class AuthorityUnderTest implements AsyncDisposable {
  readonly path: string
  readonly rootPublicKey: Uint8Array
  readonly lines: LogLine[] = []
  authority!: AuthorityFolder
  service!: RunningAuthority

  private constructor(path: string, rootPublicKey: Uint8Array) {
    this.path = path
    this.rootPublicKey = rootPublicKey
  }

  static async start(values: Parameters<AuthorityUnderTest['open']>[0] = {}): Promise<AuthorityUnderTest> {
    const path = await mkdtemp(join(tmpdir(), 'muster-authority-'))
    const vendor = await initAuthority({
      folder: path,
      vendorName: 'Example Software',
      passphrase,
      who: 'anna',
      sealingCost,
    })
    const test = new AuthorityUnderTest(path, fromHex(vendor.rootPublicKey) ?? new Uint8Array())
    await test.open(values)
    await test.authority.addProduct({
      name: 'Writer',
      edition: 'Enterprise',
      version: '1.0',
      family: 'client',
      policy: {},
    })
    return test
  }

  /** Opens folder and service, for the first time or after a stop. */
  async open(values: NonNullable<Parameters<typeof openAuthorityFolder>[1]>['values'] = {}): Promise<void> {
    this.authority = await openAuthorityFolder(this.path, {
      who: 'anna',
      environment: {},
      values: { 'listen.port': '0', ...values },
      log: keepingLog(this.lines),
    })
    this.service = await this.authority.serve()
  }

  async issueHostKey(): Promise<{ readonly productKey: string; readonly keyId: string }> {
    const key = await this.authority.issueKey({ kind: 'host', products: ['Writer'], note: 'Corp' })
    return { productKey: key.productKey, keyId: key.keyId ?? '' }
  }

  async issueMak(activationsMax: number): Promise<{ readonly productKey: string; readonly keyId: string }> {
    const key = await this.authority.issueKey({
      kind: 'mak',
      products: ['Writer'],
      note: 'Corp',
      activationsMax,
    })
    return { productKey: key.productKey, keyId: key.keyId ?? '' }
  }

  async post(body: Uint8Array, path = '/v1/hosts'): Promise<Response> {
    return fetch(`${this.service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': documentMediaType },
      body: new Uint8Array(body),
    })
  }

  /** Sends a request; the code that it is refused with, or `activated`. */
  async outcome(
    host: Signer,
    productKey: string,
    changes: Partial<HostActivationRequest> = {},
  ): Promise<string> {
    const response = await this.post(await signed(host, productKey, changes))
    return response.status === 200 ? 'activated' : codeIn(await response.json())
  }

  /** Activates a host and verifies the answer up to the vendor's root. */
  async activate(host: Signer, productKey: string): Promise<HostActivation> {
    const response = await this.post(await signed(host, productKey))
    const answer = new Uint8Array(await response.arrayBuffer())
    const expected = {
      nonce: fixedNonce(host),
      hostPublicKey: host.publicKey,
      productGroup: 1,
      nowSeconds: Math.floor(Date.now() / 1_000),
      roots: [this.rootPublicKey],
    }
    return readHostActivationAnswer(answer, expected, nodeCryptography)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.authority.close()
    await rm(this.path, { recursive: true })
  }
}

/** The n-th host. */
export function hostOf(n: number): Signer {
  const privateKey = new Uint8Array(32).fill(1)
  new DataView(privateKey.buffer).setUint32(0, n)
  return nodeCryptography.signer(privateKey)
}

/** A request of a host, with what differs from the usual; its nonce is fresh unless stated. */
export function signed(
  host: Signer,
  productKey: string,
  changes: Partial<HostActivationRequest> = { nonce: fixedNonce(host) },
): Promise<Uint8Array> {
  const request: HostActivationRequest = {
    productKey,
    hostPublicKey: host.publicKey,
    hostName: 'host.corp.test',
    hostTimeSeconds: Math.floor(Date.now() / 1_000),
    nonce: crypto.getRandomValues(new Uint8Array(8)),
    ...changes,
  }
  return signHostActivationRequest(request, host)
}

/** A nonce that is always the same for a host. */
export function fixedNonce(host: Signer): Uint8Array {
  return host.publicKey.slice(0, 8)
}

/** The code in a problem. */
export function codeIn(problem: unknown): string {
  return typeof problem === 'object' && problem !== null && 'code' in problem
    ? String(problem.code)
    : 'no problem'
}
