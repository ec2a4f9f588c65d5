/** Reads the built pages from this package's folder; once, at the start of a service. */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Asset, Assets } from './console-ports.ts'

const builtFolder = join(import.meta.dirname, '..', 'dist')

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** The pages by their path; empty where they were not built. */
export async function readAssets(folder: string = builtFolder): Promise<Assets> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const assets = new Map<string, Asset>()
  for (const entry of entries) {
    const mediaType = mediaTypes[extname(entry.name)]
    if (!entry.isFile() || mediaType === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const content = new Uint8Array(await readFile(path))
    assets.set(path.slice(folder.length).replaceAll('\\', '/'), { content, mediaType })
  }
  return assets
}
