/** Machines: the list with search, filters and sorting, and one machine with its requests and their lineage. */
import { type ApiRoute, route } from '@muster/console'
import { AppError } from '@muster/core/errors'
import { eventCodeNumber, eventIds } from '@muster/core/events'
import { type MachineRecord, type MachineSearch, machineOrders, type StoredEvent } from '@muster/core/stores'
import * as v from 'valibot'
import type { HostApiContext } from './administration.ts'
import { afterField, flagField, isoTime, limitField, numberField, searchField } from './fields.ts'
import { findMachines } from './machine-search.ts'

const requestsShownMax = 100
const recordsOfMachineMax = 50

const machineSchema = v.object({
  cmid: v.string(),
  machineName: v.string(),
  productId: v.string(),
  applicationId: v.string(),
  licenceState: v.number(),
  virtual: v.boolean(),
  counted: v.boolean(),
  address: v.string(),
  firstSeen: v.string(),
  lastSeen: v.string(),
  minutesToStateExpiry: v.number(),
  fingerprint: v.nullable(v.string()),
  hostName: v.nullable(v.string()),
})
const requestSchema = v.object({
  time: v.string(),
  code: v.string(),
  codeNumber: v.number(),
  machineName: v.string(),
  address: v.string(),
  productId: v.string(),
  licenceState: v.number(),
  count: v.nullable(v.number()),
  minimumCount: v.number(),
  leaseId: v.nullable(v.string()),
  previousLeaseId: v.nullable(v.string()),
  fingerprint: v.nullable(v.string()),
})

const query = v.object({
  search: searchField,
  application: v.optional(v.pipe(v.string(), v.uuid())),
  state: numberField,
  counted: flagField,
  virtual: flagField,
  sort: v.optional(v.picklist(machineOrders), 'lastSeen'),
  order: v.optional(v.picklist(['ascending', 'descending']), 'descending'),
  limit: limitField,
  after: afterField,
})

/** The routes. */
export function machineRoutes(context: HostApiContext): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/machines',
      operation: 'listMachines',
      summary:
        'Machines, newest first unless sorted otherwise; page by page. `search`: in the name, or at the start of the address or CMID. ' +
        'Where `complete` is false the page is short because few of very many machines fit: go on with `next`.',
      role: 'viewer',
      query,
      result: v.object({
        items: v.array(machineSchema),
        next: v.nullable(v.string()),
        complete: v.boolean(),
      }),
      handle: async ({ query }) => {
        const found = await findMachines(context, searchOf(query, context.clock.nowMs()))
        return { items: found.items.map(present), next: found.next ?? null, complete: found.complete }
      },
    }),
    route({
      method: 'GET',
      path: '/machines/:cmid',
      operation: 'getMachine',
      summary: 'One machine: what it is known by, and its latest requests, newest first.',
      role: 'viewer',
      result: v.object({
        cmid: v.string(),
        records: v.array(machineSchema),
        requests: v.array(requestSchema),
        names: v.array(v.string()),
        addresses: v.array(v.string()),
      }),
      handle: ({ parameters }) => oneMachine(context, parameters.cmid ?? ''),
    }),
  ]
}

function searchOf(asked: v.InferOutput<typeof query>, nowMs: number): MachineSearch {
  const { search, application, state, counted, virtual, sort, order, limit, after } = asked
  return {
    nowMs,
    limit,
    text: search,
    order: sort,
    ascending: order === 'ascending',
    ...(after === undefined ? {} : { after }),
    ...(application === undefined ? {} : { applicationId: application.toLowerCase() }),
    ...(state === undefined ? {} : { licenceState: state }),
    ...(counted === undefined ? {} : { counted }),
    ...(virtual === undefined ? {} : { virtual }),
  }
}

async function oneMachine(context: HostApiContext, cmid: string) {
  if (!v.is(v.pipe(v.string(), v.uuid()), cmid)) throw new AppError('not-found')
  const [found, events] = await Promise.all([
    findMachines(context, {
      text: cmid,
      limit: recordsOfMachineMax,
      order: 'lastSeen',
      ascending: false,
      nowMs: context.clock.nowMs(),
    }),
    context.store.events({
      limit: requestsShownMax,
      id: eventIds.requestProcessed,
      cmid: cmid.toLowerCase(),
    }),
  ])
  const requests = events.items.flatMap(presentRequest)
  const records = found.items.map(present)
  if (records.length + requests.length === 0) throw new AppError('not-found')
  const known = [...records, ...requests]
  return {
    cmid: cmid.toLowerCase(),
    records,
    requests,
    names: distinct(known.map(({ machineName }) => machineName)),
    addresses: distinct(known.map(({ address }) => address)),
  }
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ''))]
}

function present(machine: MachineRecord): v.InferOutput<typeof machineSchema> {
  return {
    cmid: machine.cmid,
    machineName: machine.machineName ?? '',
    productId: machine.productId,
    applicationId: machine.applicationId,
    licenceState: machine.licenceState,
    virtual: machine.virtual,
    counted: machine.counted,
    address: machine.address,
    firstSeen: isoTime(machine.firstSeenMs),
    lastSeen: isoTime(machine.seenAtMs),
    minutesToStateExpiry: machine.minutesToStateExpiry,
    fingerprint: machine.fingerprint ?? null,
    hostName: machine.hostName ?? null,
  }
}

function presentRequest({ event }: StoredEvent): v.InferOutput<typeof requestSchema>[] {
  if (event.kind !== 'request-processed') return []
  const { request, code, address, timeMs } = event
  return [
    {
      time: isoTime(timeMs),
      code,
      codeNumber: eventCodeNumber(code),
      machineName: request.machineName ?? '',
      address,
      productId: request.productId,
      licenceState: request.licenceState,
      count: request.count ?? null,
      minimumCount: request.minimumCount,
      leaseId: request.leaseId ?? null,
      previousLeaseId: request.previousLeaseId ?? null,
      fingerprint: request.fingerprint ?? null,
    },
  ]
}
