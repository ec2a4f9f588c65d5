/**
 * A product that starts: imports the published client, opens its licence from a folder, asks for its state, and tells
 * how long each took. Its arguments are one JSON value.
 */
import { readFileSync } from 'node:fs'
import type { CreateLicenceOptions, Licence } from '@muster/client'

interface ProductArguments {
  readonly entry: string
  readonly licencePath: string
  readonly roots: readonly string[]
  readonly stateFolder: string
}

/** Later checks that are averaged. */
const checks = 1_000

const { entry, licencePath, roots, stateFolder }: ProductArguments = JSON.parse(process.argv[2] ?? '{}')
const options: CreateLicenceOptions = {
  productLicence: new Uint8Array(readFileSync(licencePath)),
  vendorRoots: roots.map((root) => new Uint8Array(Buffer.from(root, 'hex'))),
  stateFolder,
}
const startMs = performance.now()
const client: { createLicence(options: CreateLicenceOptions): Promise<Licence> } = await import(entry)
const importedMs = performance.now()
const licence = await client.createLicence(options)
const openedMs = performance.now()
const words = Array.from({ length: checks }, () => licence.state)
const checkedMs = performance.now()
const figures = {
  state: words[0],
  importMs: importedMs - startMs,
  openMs: openedMs - importedMs,
  laterCheckMs: (checkedMs - openedMs) / checks,
}
process.stdout.write(JSON.stringify(figures))
await licence.close()
