/**
 * Publishing this host in DNS as its administrator sees it (R5.1–R5.3): publish, remove, switch on and off, show.
 * Each outcome is kept, written as event 12294 or 12293 and to the log, and never stops the host from answering.
 */
import { type WantedRecord, wantedAddressRecords } from '@muster/core/discovery'
import { AppError, describeCode } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'
import type { HostPorts } from '../ports.ts'
import type { BadPublishLine, DnsConfig } from './dns-config.ts'
import { checkPublishList, type PublishDomain, publishDomains, publishedHostName } from './dns-config.ts'
import type { DnsPublishingPorts } from './dns-ports.ts'
import {
  type DnsState,
  type DomainState,
  readDnsState,
  withDomainState,
  withPublishedAddresses,
  writeDnsState,
} from './dns-state.ts'
import type { DnsStatus } from './dns-status.ts'
import { type FoundRecord, findRecords } from './found-records.ts'
import { recordOutcome } from './outcome-event.ts'
import { publishedAddresses } from './published-addresses.ts'
import {
  type PublishedHost,
  type PublisherPorts,
  type PublishOutcome,
  publishAddresses,
  publishDomain,
  removeDomain,
  wantedRecords,
} from './publisher.ts'
import { updateSender } from './update-sender.ts'

const stateLockName = 'dns'
const stateLockWaitMs = 5_000

/** Where the host listens: an address may stand for every address of the machine. */
export interface ListeningAt {
  readonly address: string
  readonly port: number
}

/** What `muster host dns show` shows. */
export interface DnsPlan {
  readonly publishing: boolean
  readonly host: PublishedHost
  readonly records: readonly WantedRecord[]
  readonly domains: DnsStatus['domains']
  readonly badLines: readonly BadPublishLine[]
  /** The domains beside the host's own, and whether they were set at run time or stand in the configuration. */
  readonly publishList: {
    readonly domains: readonly PublishDomain[]
    readonly from: 'settings' | 'configuration'
  }
}

/** What a host without DNS says of it. */
export const noDns: DnsStatus = { publishing: false, domains: [] }

/** Publishing with the ports of a host; undefined where it has none for DNS. */
export function dnsPublishingOf(
  config: DnsConfig,
  ports: HostPorts,
  listening: () => Promise<ListeningAt>,
): DnsPublishing | undefined {
  const { dns, clock, random, store, log } = ports
  return dns === undefined
    ? undefined
    : new DnsPublishing(config, { ...dns, clock, random, store, log }, listening)
}

/** One host's publishing. */
export class DnsPublishing {
  readonly #config: DnsConfig
  readonly #ports: DnsPublishingPorts
  readonly #listening: () => Promise<ListeningAt>

  constructor(config: DnsConfig, ports: DnsPublishingPorts, listening: () => Promise<ListeningAt>) {
    this.#config = config
    this.#ports = ports
    this.#listening = listening
  }

  /** Whether there is anything to publish: a host without a domain of its own and without a list has nothing. */
  async hasDomains(): Promise<boolean> {
    return this.#hasDomains(await readDnsState(this.#ports.files))
  }

  /** The administrator's switch, else what the configuration says. */
  async isEnabled(): Promise<boolean> {
    return isOn(await readDnsState(this.#ports.files), this.#config)
  }

  /** Switches publishing on or off; records that stand in DNS stay. */
  async setEnabled(enabled: boolean): Promise<void> {
    await this.#change((state) => ({ ...state, enabled }))
  }

  /** The domains beside the host's own, as they are to be published. */
  async publishList(): Promise<DnsPlan['publishList']> {
    return this.#publishList(await readDnsState(this.#ports.files))
  }

  /**
   * Sets the publish list in place of the configuration's, or goes back to that; it holds from the next publishing on.
   * Throws `config-invalid`.
   */
  async setPublishList(list: readonly PublishDomain[] | undefined): Promise<void> {
    const checked = list === undefined ? undefined : checkPublishList(list)
    await this.#change(({ publishList: _before, ...state }) =>
      checked === undefined ? state : { ...state, publishList: checked },
    )
  }

  /** Takes this host's own records out of domains that it published in and that are no longer on its list. */
  async withdraw(): Promise<readonly PublishOutcome[]> {
    const state = await readDnsState(this.#ports.files)
    const wanted = new Set(this.#domains(state).map(({ domain }) => domain))
    const left = state.domains.filter((known) => !wanted.has(known.domain) && known.state !== 'removed')
    if (left.length === 0) return []
    return this.#removeFrom(
      left.map(({ domain }) => domain),
      await this.#host(),
    )
  }

  /**
   * Publishes addresses and every domain now; one outcome for each. Rejects with `dns-publishing-off`,
   * `dns-domain-unknown`, `dns-name-invalid`, `config-invalid` where the port is not known.
   */
  async publish(): Promise<readonly PublishOutcome[]> {
    const state = await readDnsState(this.#ports.files)
    if (!isOn(state, this.#config)) throw new AppError('dns-publishing-off')
    if (!this.#hasDomains(state))
      throw new AppError('dns-domain-unknown', `The name is ${this.#ports.hostName}.`)
    const host = await this.#host()
    const ports = this.#publisherPorts()
    const { publishedAddresses: before } = state
    const addresses = await publishAddresses(ports, this.#config, host, before)
    await this.#note(addresses, 'host', host)
    const outcomes: PublishOutcome[] = [addresses]
    for (const domain of this.#domains(state)) {
      const outcome = await publishDomain(ports, this.#config, host, domain)
      await this.#note(outcome, 'published', host)
      outcomes.push(outcome)
    }
    return [...outcomes, ...(await this.#noteBadLines(state))]
  }

  /** Takes this host's own records out of every domain that it published in. Rejects as {@link publish}, but also when switched off. */
  async remove(): Promise<readonly PublishOutcome[]> {
    const state = await readDnsState(this.#ports.files)
    const host = await this.#host()
    const ports = this.#publisherPorts()
    const known = [...this.#domains(state), ...state.domains].map(({ domain }) => domain)
    const outcomes = await this.#removeFrom([...new Set(known)], host)
    if (state.publishedAddresses.length === 0) return outcomes
    const gone = { ...host, addresses: [] }
    const addresses = await publishAddresses(ports, this.#config, gone, state.publishedAddresses)
    await this.#note(addresses, 'host', gone)
    return [...outcomes, addresses]
  }

  async #removeFrom(domains: readonly string[], host: PublishedHost): Promise<readonly PublishOutcome[]> {
    const outcomes: PublishOutcome[] = []
    for (const domain of domains) {
      const outcome = await removeDomain(this.#publisherPorts(), this.#config, host, domain)
      await this.#note(outcome, 'removed', host)
      outcomes.push(outcome)
    }
    return outcomes
  }

  /** For `muster host status`. */
  async status(): Promise<DnsStatus> {
    const state = await readDnsState(this.#ports.files)
    return { publishing: isOn(state, this.#config), domains: statesOf(this.#domains(state), state) }
  }

  /** The records as they are to stand. Rejects with `dns-domain-unknown`, `dns-name-invalid`, `config-invalid`. */
  async plan(): Promise<DnsPlan> {
    const host = await this.#host()
    const state = await readDnsState(this.#ports.files)
    return {
      ...(await this.status()),
      host,
      records: wantedRecords(this.#config, host, this.#domains(state)),
      badLines: this.#badLines(state),
      publishList: this.#publishList(state),
    }
  }

  /** What stands in DNS now beside what is to stand, and who was asked. Rejects as {@link plan}. */
  async found(): Promise<{
    readonly server: Endpoint | undefined
    readonly records: readonly FoundRecord[]
  }> {
    const server = this.#config.server ?? this.#ports.resolverServers[0]
    const { records } = await this.plan()
    return { server, records: await findRecords(this.#ports, server, records) }
  }

  #domains({ publishList: listed = this.#config.listed }: DnsState): readonly PublishDomain[] {
    return publishDomains({ ...this.#config, listed }, this.#ports.hostName)
  }

  /** Lines of the configuration count only while nobody has set a list in their place. */
  #badLines({ publishList }: DnsState): readonly BadPublishLine[] {
    return publishList === undefined ? this.#config.badLines : []
  }

  #hasDomains(state: DnsState): boolean {
    return this.#domains(state).length + this.#badLines(state).length > 0
  }

  #publishList({ publishList }: DnsState): DnsPlan['publishList'] {
    return publishList === undefined
      ? { domains: this.#config.listed, from: 'configuration' }
      : { domains: publishList, from: 'settings' }
  }

  async #host(): Promise<PublishedHost> {
    const { address, port } = await this.#listening()
    if (port === 0) throw new AppError('config-invalid', 'listen.port: it is 0; start the service first.')
    const addresses = publishedAddresses({
      configured: this.#config.addresses,
      listening: address,
      machine: this.#ports.machineAddresses(),
    })
    return { name: publishedHostName(this.#config, this.#ports.hostName), port, addresses }
  }

  #publisherPorts(): PublisherPorts {
    return { ...this.#ports, send: updateSender(this.#config, this.#ports) }
  }

  /** Keeps an outcome and writes its event. */
  async #note(outcome: PublishOutcome, what: 'published' | 'removed' | 'host', host: PublishedHost) {
    const { domain, code } = outcome
    const isDone = code === 'success'
    const done = what === 'host' ? (host.addresses.length === 0 ? 'removed' : 'published') : what
    const lastTimeMs = this.#ports.clock.nowMs()
    const entry: DomainState = { domain, state: isDone ? done : 'failed', lastCode: code, lastTimeMs }
    const records = wantedAddressRecords(host.name, host.addresses, this.#config.ttlSeconds)
    await this.#change((state) => {
      if (what !== 'host') return withDomainState(state, entry)
      const published = isDone ? withPublishedAddresses(state, records) : state
      return { ...published, host: entry }
    })
    await recordOutcome(this.#ports, outcome)
  }

  async #noteBadLines(state: DnsState): Promise<readonly PublishOutcome[]> {
    const outcomes = this.#badLines(state).map(
      ({ line, detail }): PublishOutcome => ({ domain: line, code: 'dns-publish-line', detail }),
    )
    for (const outcome of outcomes) await recordOutcome(this.#ports, outcome)
    return outcomes
  }

  #change(change: (state: DnsState) => DnsState): Promise<void> {
    const { files } = this.#ports
    return files.exclusively(stateLockName, stateLockWaitMs, async () =>
      writeDnsState(files, change(await readDnsState(files))),
    )
  }
}

/** Whether an outcome may be another when it is tried again without anybody's doing. */
export function isWorthRetrying({ code }: PublishOutcome): boolean {
  return code !== 'success' && describeCode(code).retry === 'later'
}

function isOn(state: DnsState, config: DnsConfig): boolean {
  return state.enabled ?? config.publish
}

function statesOf(domains: readonly { readonly domain: string }[], state: DnsState): DnsStatus['domains'] {
  return domains.map(({ domain }) => {
    const known = state.domains.find((candidate) => candidate.domain === domain)
    return { domain, state: known?.state ?? 'pending', lastCode: known?.lastCode ?? 'none' }
  })
}
