/** Collects requests into a table: grows its columns row by row, then puts them in order. */
import type { EventFact, RequestProcessed } from '../facts.ts'
import { requestsMax } from '../limits.ts'
import { GrowingColumn } from './columns.ts'
import type { RequestTable } from './request-table.ts'
import { orderRows } from './row-order.ts'
import { TextPool } from './text-pool.ts'

const msPerSecond = 1_000
const uint32Max = 0xffff_ffff
const uint16Max = 0xffff

/** Collects requests. */
export class RequestTableBuilder {
  #size = 0
  readonly #cmids = new TextPool()
  readonly #names = new TextPool()
  readonly #hosts = new TextPool()
  readonly #activations = new TextPool()
  readonly #columns = makeColumns()

  constructor() {
    this.#hosts.numberOf('')
  }

  /** Adds a request; false where a bound is reached or no time is known. */
  add(fact: EventFact<RequestProcessed>): boolean {
    const { content, place, stamp, computer = '' } = fact
    const time = timeOf(fact)
    const cmid = this.#cmids.numberOf(content.cmid)
    const name = this.#names.numberOf(content.machineName.toLowerCase())
    const host = this.#hosts.numberOf(computer.toLowerCase())
    const activation = this.#activations.numberOf(content.activationId)
    if (time === undefined || this.#size >= requestsMax) return false
    if (cmid === undefined || name === undefined || host === undefined || activation === undefined)
      return false
    this.#set({
      seconds: secondsOf(time),
      clientSeconds: secondsOf(content.clientTimeMs ?? 0),
      cmid,
      name,
      activation,
      host,
      result: content.result,
      minimumCount: clamp(content.minimumCount, uint16Max),
      licenceState: content.licenceState,
      virtual: content.virtual ? 1 : 0,
      utc: stamp?.utc === true ? 1 : 0,
      minutesToExpiry: clamp(content.minutesToExpiry, uint32Max),
      source: clamp(place.source, uint16Max),
      line: clamp(place.line, uint32Max),
      record: clamp(place.record ?? 0, uint32Max),
    })
    return true
  }

  /** The table; the builder is spent. */
  build(): RequestTable {
    const { order, repeated } = orderRows(this.#size, this.#columns)
    const columns = this.#columns
    return {
      size: order.length,
      repeated,
      seconds: columns.seconds.take(order),
      clientSeconds: columns.clientSeconds.take(order),
      cmid: columns.cmid.take(order),
      name: columns.name.take(order),
      activation: columns.activation.take(order),
      host: columns.host.take(order),
      result: columns.result.take(order),
      minimumCount: columns.minimumCount.take(order),
      licenceState: columns.licenceState.take(order),
      virtual: columns.virtual.take(order),
      utc: columns.utc.take(order),
      minutesToExpiry: columns.minutesToExpiry.take(order),
      source: columns.source.take(order),
      line: columns.line.take(order),
      record: columns.record.take(order),
      cmids: this.#cmids.texts,
      names: this.#names.texts,
      hosts: this.#hosts.texts,
      activations: this.#activations.texts,
    }
  }

  #set(row: Readonly<Record<keyof ReturnType<typeof makeColumns>, number>>): void {
    for (const key of columnNames) this.#columns[key].set(this.#size, row[key])
    this.#size++
  }
}

type Columns = ReturnType<typeof makeColumns>

function makeColumns() {
  return {
    seconds: new GrowingColumn(Uint32Array),
    clientSeconds: new GrowingColumn(Uint32Array),
    cmid: new GrowingColumn(Uint32Array),
    name: new GrowingColumn(Uint32Array),
    activation: new GrowingColumn(Uint32Array),
    host: new GrowingColumn(Uint32Array),
    result: new GrowingColumn(Uint32Array),
    minimumCount: new GrowingColumn(Uint16Array),
    licenceState: new GrowingColumn(Uint8Array),
    virtual: new GrowingColumn(Uint8Array),
    utc: new GrowingColumn(Uint8Array),
    minutesToExpiry: new GrowingColumn(Uint32Array),
    source: new GrowingColumn(Uint16Array),
    line: new GrowingColumn(Uint32Array),
    record: new GrowingColumn(Uint32Array),
  }
}

const columnNames = Object.keys(makeColumns()) as readonly (keyof Columns)[]

function timeOf({ stamp, content }: EventFact<RequestProcessed>): number | undefined {
  return stamp?.utc === true ? stamp.timeMs : (content.clientTimeMs ?? stamp?.timeMs)
}

function secondsOf(timeMs: number): number {
  return clamp(Math.floor(timeMs / msPerSecond), uint32Max)
}

function clamp(value: number, max: number): number {
  return Math.min(max, Math.max(0, Math.floor(value)))
}
