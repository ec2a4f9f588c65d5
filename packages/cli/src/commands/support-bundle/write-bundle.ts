/** Writing a support bundle: the list of what it contains first, then one archive. */
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { protocolVersion } from '@muster/core/wire'
import type { BundlePart, ListedFile } from '@muster/diagnostics/bundle'
import type { CommandContext } from '../../framework/context.ts'
import { formatTable } from '../../framework/table.ts'
import { readVersion } from '../../framework/version.ts'
import { writeOutputFile } from '../authority/output-file.ts'

/** Flags of both commands. */
export const bundleOptions = {
  output: {
    value: 'FILE',
    summary: 'Where to write the archive.',
    default: 'muster-support.tar.gz',
  },
  redactNames: { summary: 'Replace names and addresses by pseudonyms.' },
  list: { summary: 'Only list what the archive would contain.' },
} as const

/** What a bundle is made of. */
export interface BundleContent {
  readonly parts: readonly BundlePart[]
  /** Names that stand in text only. */
  readonly names: readonly string[]
  /** Files of the data folder whose content must not be in the bundle. */
  readonly secretFiles: readonly string[]
}

type BundleContext = Pick<CommandContext, 'dataFolder' | 'json' | 'note' | 'result' | 'columns'> & {
  readonly options: { readonly output: string; readonly redactNames: boolean; readonly list: boolean }
}

/** Lists the files, then writes them unless only the list is wanted. Throws `file-access`. */
export async function writeBundle(context: BundleContext, content: BundleContent): Promise<void> {
  const { makeBundle, tarArchive } = await import('@muster/diagnostics/bundle')
  const { output, redactNames, list } = context.options
  const secrets = await Promise.all(
    content.secretFiles.map((name) => readSecret(join(context.dataFolder, name))),
  )
  const files = makeBundle([versions(), ...content.parts], {
    redactNames,
    names: [hostname(), ...content.names],
    secrets: secrets.filter((secret) => secret !== undefined),
  })
  const listed = files.map(({ name, about, content: bytes }) => ({ name, about, bytes: bytes.length }))
  if (list) return context.result({ file: null, files: listed }, () => formatList(files, context.columns))
  context.note(formatList(files, context.columns))
  const archive = await promisify(gzip)(tarArchive(files, Math.floor(Date.now() / 1_000)))
  const file = await writeOutputFile(output, archive)
  context.result({ file, files: listed }, () => `Written to ${resolve(file)}: ${archive.length} bytes.`)
}

function formatList(files: readonly ListedFile[], widthMax: number | undefined): string {
  const columns = [
    { heading: 'File', text: ({ name }: ListedFile) => name },
    { heading: 'Bytes', text: ({ content }: ListedFile) => String(content.length), align: 'right' as const },
    { heading: 'Content', text: ({ about }: ListedFile) => about },
  ]
  return formatTable(files, columns, widthMax)
}

function versions(): BundlePart {
  const { version, platform, arch } = process
  return {
    name: 'versions.json',
    about: 'versions of this software and of what it runs on',
    value: {
      muster: readVersion(),
      protocol: protocolVersion,
      node: version,
      sqlite: process.versions.sqlite,
      platform,
      arch,
    },
  }
}

function readSecret(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch(() => undefined)
}

/** A part whose making may fail: then the failure stands in its place. */
export async function partOf(name: string, about: string, make: () => Promise<unknown>): Promise<BundlePart> {
  try {
    return { name, about, value: (await make()) ?? null }
  } catch (error) {
    return {
      name,
      about,
      text: `It could not be read: ${error instanceof Error ? error.message : String(error)}\n`,
    }
  }
}

/** A text file of the folder as a part. */
export async function textPart(name: string, about: string, path: string): Promise<BundlePart> {
  const text = await readFile(path, 'utf8').catch(
    (error: unknown) => `It could not be read: ${String(error)}\n`,
  )
  return { name, about, text }
}
