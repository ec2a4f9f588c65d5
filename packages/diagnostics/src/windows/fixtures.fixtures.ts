/** The named exports under vectors/windows, and texts that tests make up, read as the command reads them. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { WindowsFacts } from './facts.ts'
import { type ExportSource, readSources } from './read-sources.ts'

const folder = new URL('../../../../vectors/windows/', import.meta.url)

/** Path of a named export. */
export function vectorPath(name: string): string {
  return fileURLToPath(new URL(name, folder))
}

/** The bytes of a named export. */
export async function vectorBytes(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(vectorPath(name)))
}

/** A source of these bytes, in chunks of this size. */
export function sourceOf(name: string, bytes: Uint8Array, chunkBytes: number = 65_536): ExportSource {
  return { name, bytes: chunksOf(bytes, chunkBytes) }
}

/** The facts of named exports, read in this order. */
export async function readVectors(...names: readonly string[]): Promise<WindowsFacts> {
  const sources: ExportSource[] = []
  for (const name of names) sources.push(sourceOf(name, await vectorBytes(name)))
  return readSources(sources)
}

/** The facts of texts, each a source of its own. */
export function readTexts(...texts: readonly string[]): Promise<WindowsFacts> {
  const encoder = new TextEncoder()
  return readSources(texts.map((text, index) => sourceOf(`text-${index + 1}`, encoder.encode(text))))
}

/** A request of a host's log. */
export interface MadeRequest {
  readonly name: string
  readonly cmid: number
  /** ISO time, UTC. */
  readonly time: string
  readonly clientTime?: string
  readonly state?: number
  readonly minutes?: number
  readonly threshold?: number
  readonly result?: string
  readonly virtual?: boolean
  readonly activationId?: string
  readonly host?: string
}

/** The GUID that stands for a small number. */
export function guidOfNumber(number: number): string {
  return `${number.toString(16).padStart(8, '0')}-2fd5-440b-be67-a09996d27a38`
}

/** The comma joined text of a request. */
export function infoOf(request: MadeRequest): string {
  const { name, cmid, time, clientTime = time, state = 1, minutes = 250_000, threshold = 25 } = request
  const [date = '', clock = ''] = clientTime.slice(0, 16).replaceAll('-', '/').split('T')
  const virtual = request.virtual ? 1 : 0
  const activation = request.activationId ?? '7a3f0c52-1111-4222-8333-00000000a001'
  const result = request.result ?? '0x0'
  return `${result},${threshold},${name},${guidOfNumber(cmid)},${date} ${clock},${virtual},${state},${minutes},${activation}`
}

/** A host's log as XML. */
export function hostLog(requests: readonly MadeRequest[]): string {
  return requests
    .map((request, index) =>
      eventXml(12_290, request.time, index + 1, request.host ?? 'kms1.corp.example', [infoOf(request)]),
    )
    .join('\n')
}

/** One event as XML. */
export function eventXml(
  id: number,
  time: string,
  record: number,
  computer: string,
  data: readonly string[],
): string {
  const items = data.map((item) => `<Data>${item}</Data>`).join('')
  return `<Event><System><EventID>${id}</EventID><TimeCreated SystemTime='${time}'/><EventRecordID>${record}</EventRecordID><Computer>${computer}</Computer></System><EventData>${items}</EventData></Event>`
}

async function* chunksOf(bytes: Uint8Array, chunkBytes: number): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes)
    yield bytes.subarray(start, start + chunkBytes)
}
