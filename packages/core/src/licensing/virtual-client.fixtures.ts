/** A client in virtual time for tests: every effect is carried out at once, hosts are functions, signatures are real. */

import { type DrawInteger, type LookUp, serviceName } from '../discovery/index.ts'
import {
  answerBytes,
  hex,
  issuerCertificateBytes,
  sampleCertificates,
  sampleKeys,
  sampleNowSeconds,
  sampleTerms,
} from '../documents/chain.fixtures.ts'
import { testCryptography, testSigner } from '../documents/cryptography.fixtures.ts'
import { type ActivationPolicy, type Answer, cmidOf, signProductLicence } from '../documents/index.ts'
import type { ErrorCode } from '../errors/index.ts'
import type { ServiceEvent } from '../events/index.ts'
import type { HardwareFact } from '../ports/index.ts'
import type { ActivationRequest } from '../wire/index.ts'
import { type Assessment, assessProduct, effectiveNowMs } from './assess.ts'
import { type ClientState, type LoadedProduct, loadClientState, storedInstallation } from './client-state.ts'
import type {
  ClientEffect,
  ClientEvent,
  DirectoryOutcome,
  RoundOutcome,
  StepContext,
  StepResult,
} from './client-step.ts'
import { parseHostAddress } from './host-address.ts'
import { freshInstallation } from './installation-state.ts'
import { step } from './step.ts'

export const startMs = sampleNowSeconds * 1_000
export const minuteMs = 60_000
export const dayMs = 24 * 60 * minuteMs
export const productId = sampleTerms.productId
export const roots: readonly Uint8Array[] = [sampleKeys.root.publicKey]
export const setupKey = { kind: 'setup', partialProductKey: 'ABCDE' } as const
export const keyDigest = new Uint8Array(32).fill(1)
export const otherKeyDigest = new Uint8Array(32).fill(2)

/** What a host does with a request: a packet, or the code of a connection that failed. */
export type HostBehaviour = (request: ActivationRequest, cmid: string) => Promise<Uint8Array | ErrorCode>

/** The sample's product licence with what differs in its policy. */
export async function licenceBytes(
  policy: Partial<ActivationPolicy> = {},
  terms: Partial<typeof sampleTerms> = {},
): Promise<Uint8Array> {
  const licence = {
    vendorName: 'Example Software',
    issuedAtSeconds: sampleNowSeconds - 100,
    terms: { ...sampleTerms, ...terms, policy: { ...sampleTerms.policy, ...policy } },
    issuerCertificate: await issuerCertificateBytes(),
  }
  return signProductLicence(licence, sampleKeys.issuer, testCryptography)
}

/** A host that answers every request with this count, its clock that of the request. */
export function answering(count: number, changes: Partial<Answer> = {}): HostBehaviour {
  return async (request, cmid) =>
    answerBytes(
      {
        cmid,
        productId: request.productId,
        nonce: request.nonce,
        count,
        hostTimeSeconds: request.clientTimeSeconds,
        ...changes,
      },
      { certificates: await sampleCertificates() },
    )
}

/** A host that cannot be reached. */
export function failing(code: ErrorCode): HostBehaviour {
  return async () => code
}

/** The client of one machine folder. */
export class VirtualClient {
  state: ClientState
  nowMs = startMs
  /** 0.5 leaves intervals as they are. */
  unit = 0.5
  /** Takes the first of what is left, whatever the weights. */
  draw: DrawInteger = () => 0
  /** What DNS says of a name. */
  dns: (name: string) => LookUp = (name) => ({ kind: 'failed', name, code: 'dns-name-missing' })
  /** The machine's search list. */
  searchDomains: readonly string[] = []
  hardware: readonly HardwareFact[] = []
  /** The domain that the machine has joined. */
  domain: string | undefined
  /** What the directory of a domain says. */
  directory: (domain: string) => DirectoryOutcome = () => ({ kind: 'failed', code: 'directory-unreachable' })
  events: ServiceEvent[] = []
  effects: ClientEffect[] = []
  requests: ActivationRequest[] = []
  outcome: RoundOutcome | undefined
  #drawn = 0

  constructor(state?: ClientState) {
    this.state =
      state ?? loadClientState(freshInstallation(testSigner('virtual 0').publicKey), testCryptography)
  }

  get product(): LoadedProduct {
    const product = this.state.products.get(productId)
    if (product === undefined) throw new Error('The product is not installed.')
    return product
  }

  get assessment(): Assessment {
    return assessProduct(this.product, effectiveNowMs(this.state, this.nowMs))
  }

  /** The licence state now. */
  get licenceState(): number {
    return this.assessment.state
  }

  context(): StepContext {
    this.#drawn += 1
    const drawn = this.#drawn
    return {
      nowMs: this.nowMs,
      verifier: testCryptography,
      fresh: {
        nonce: hex(drawn.toString(16).padStart(16, '0')),
        unit: this.unit,
        draw: this.draw,
        publicKey: () => testSigner(`virtual ${drawn}`).publicKey,
      },
      formatTime: (timeMs) => `t${timeMs}`,
    }
  }

  /** One step; requests wait until {@link activate}. Gives the code of a refusal. */
  do(event: ClientEvent): StepResult {
    const result = step(this.state, event, this.context())
    this.state = result.state
    this.effects = [...result.effects]
    for (const effect of result.effects) {
      if (effect.kind === 'write-event') this.events.push(effect.event)
      if (effect.kind === 'finish-round') this.outcome = effect.outcome
      if (effect.kind === 'send-request') this.requests.push(effect.request)
    }
    return result
  }

  /** Installs licence and key, starts, and pins a host. */
  async setUp(policy: Partial<ActivationPolicy> = {}): Promise<this> {
    this.do({ kind: 'licence-installed', productLicence: await licenceBytes(policy), roots })
    this.do({ kind: 'key-installed', productId, key: setupKey, keyDigest })
    this.do({ kind: 'host-chosen', host: parseHostAddress('host.test') })
    this.start()
    return this
  }

  start(): StepResult {
    const domain = this.domain === undefined ? {} : { domain: this.domain }
    return this.do({
      kind: 'started',
      machine: { name: 'pc', virtual: true, hardware: this.hardware, ...domain },
    })
  }

  /** Asks for activation and lets the host behave until the round is over. */
  async activate(host: HostBehaviour): Promise<RoundOutcome | undefined> {
    this.outcome = undefined
    let result = this.do({ kind: 'activation-requested', productId })
    for (;;) {
      const asked = result.effects.find((effect) => effect.kind === 'look-up-hosts')
      if (asked !== undefined) {
        result = this.do(this.#lookUp(asked))
        continue
      }
      const read = result.effects.find((effect) => effect.kind === 'read-directory')
      if (read !== undefined) {
        result = this.do({ kind: 'directory-read', productId, outcome: this.directory(read.domain) })
        continue
      }
      const sent = result.effects.find((effect) => effect.kind === 'send-request')
      if (sent === undefined) return this.outcome
      const reply = await host(sent.request, cmidOf(sent.request.clientPublicKey, testCryptography))
      result =
        typeof reply === 'string'
          ? this.do({ kind: 'exchange-failed', productId, code: reply })
          : this.do({ kind: 'packet-received', productId, packet: reply })
    }
  }

  #lookUp(effect: Extract<ClientEffect, { kind: 'look-up-hosts' }>): ClientEvent {
    const { domains, serviceLabel } = effect
    const all =
      domains.kind === 'domains'
        ? domains.domains
        : [...(domains.first === undefined ? [] : [domains.first]), ...this.searchDomains]
    const lookUps = all.map((domain) => this.dns(serviceName(serviceLabel, domain)))
    const end = lookUps.findIndex(({ kind }) => kind === 'found') + 1 || all.length
    return { kind: 'hosts-looked-up', productId, lookUps: lookUps.slice(0, end), domainsLeft: all.slice(end) }
  }

  /** What would be there after a restart of the process. */
  reload(): void {
    this.state = loadClientState(storedInstallation(this.state), testCryptography)
  }
}
