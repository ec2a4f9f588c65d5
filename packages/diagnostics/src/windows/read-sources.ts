/**
 * Reads sources one after another into facts. Bytes come through a port; nothing is opened here, and memory does not
 * grow with the size of a source beyond the facts that are kept.
 */
import { Collector } from './collecting/collector.ts'
import type { WindowsFacts } from './facts.ts'
import { PieceSplitter } from './reading/piece-splitter.ts'
import { type BinaryKind, sniffBinary, sniffedBytes } from './reading/sniff-encoding.ts'
import { SourceDecoder } from './reading/text-decoder.ts'
import { BlockReader } from './recognise/block-reader.ts'

/** One export: a name to call it by, and its bytes. */
export interface ExportSource {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/** How far reading has come. */
export interface ReadingProgress {
  readonly source: string
  readonly bytes: number
  readonly understood: number
}

/** What reading may ask for. */
export interface ReadingOptions {
  readonly onProgress?: (progress: ReadingProgress) => void
  readonly signal?: AbortSignal
}

/** Small chunks are put together up to this, so that a slow pipe costs no more than a file. */
const chunkBytesMin = 32_768

/** The facts of all sources. Rejects with whatever a source's bytes reject with, and with the signal's reason. */
export async function readSources(
  sources: Iterable<ExportSource>,
  options: ReadingOptions = {},
): Promise<WindowsFacts> {
  const collector = new Collector()
  for (const source of sources) await readSource(source, collector, options)
  return collector.facts()
}

async function readSource(
  source: ExportSource,
  collector: Collector,
  options: ReadingOptions,
): Promise<void> {
  let reading: OpenSource | undefined
  let bytes = 0
  for await (const chunk of gather(source.bytes)) {
    options.signal?.throwIfAborted()
    bytes += chunk.length
    reading ??= openSource(chunk, collector)
    if (reading.kind === 'binary') break
    reading.take(reading.decoder.decode(chunk))
    options.onProgress?.({ source: source.name, bytes, understood: collector.understood })
  }
  if (reading?.kind === 'text') reading.end()
  collector.finishSource({
    name: source.name,
    encoding: reading?.kind === 'text' ? reading.decoder.encoding : 'none',
    bytes,
    lines: reading?.kind === 'text' ? reading.lines() : 0,
    unreadable: unreadableBecause(reading),
  })
}

type OpenSource = { readonly kind: 'binary'; readonly binary: BinaryKind } | OpenText

interface OpenText {
  readonly kind: 'text'
  readonly decoder: SourceDecoder
  take(text: string): void
  end(): void
  lines(): number
}

function openSource(head: Uint8Array, collector: Collector): OpenSource {
  const binary = sniffBinary(head)
  if (binary !== undefined) return { kind: 'binary', binary }
  const decoder = new SourceDecoder(head.subarray(0, sniffedBytes))
  const splitter = new PieceSplitter()
  const blocks = new BlockReader(collector)
  return {
    kind: 'text',
    decoder,
    take: (text) => {
      for (const piece of splitter.push(text)) blocks.take(piece)
    },
    end: () => {
      for (const piece of [...splitter.push(decoder.end()), ...splitter.end()]) blocks.take(piece)
      blocks.end()
    },
    lines: () => splitter.lines,
  }
}

const binaryRemedies: Readonly<Record<BinaryKind, string>> = {
  evtx: 'It is a binary event log (.evtx). On Windows, turn it into XML with: wevtutil qe "FILE.evtx" /lf:true /f:xml /uni:true > FILE.xml',
  zip: 'It is a ZIP archive or an Excel workbook. Unpack it, or save the sheet as CSV.',
  gzip: 'It is compressed with gzip. Unpack it first: gzip -d FILE',
  pdf: 'It is a PDF. Save the output as text instead.',
}

function unreadableBecause(reading: OpenSource | undefined): string | undefined {
  if (reading === undefined) return 'It is empty.'
  return reading.kind === 'binary' ? binaryRemedies[reading.binary] : undefined
}

/** The same bytes in chunks that are not tiny. */
async function* gather(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    waiting.push(chunk)
    size += chunk.length
    if (size < chunkBytesMin) continue
    yield concatenate(waiting, size)
    waiting = []
    size = 0
  }
  if (size > 0) yield concatenate(waiting, size)
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const all = new Uint8Array(size)
  let position = 0
  for (const chunk of chunks) {
    all.set(chunk, position)
    position += chunk.length
  }
  return all
}
