/** A machine's folder that was really activated: what commands and products find when they start. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLicence } from '@muster/client'
import { assert } from '@muster/core/errors'
import type { HostListening } from './messages.ts'
import { startGenerator } from './servers.ts'
import { signedProductLicence, vendorRoots } from './vendor.ts'

/** What a product hands in, as files and text. */
export interface ActivatedMachine {
  readonly stateFolder: string
  readonly licencePath: string
  /** Hexadecimal. */
  readonly roots: readonly string[]
}

const loadSeconds = 0.3
/** Loads after which more machines have asked than any threshold needs, on any machine. */
const loadsMax = 50

/** Has the host count enough machines, then activates one more into `folder`. */
export async function activateMachine(folder: string, host: HostListening): Promise<ActivatedMachine> {
  await using generator = await startGenerator(host)
  const load = { port: host.port, atOnce: 16, requestsPerConnection: 1, expectsAnswers: true }
  const productLicence = await signedProductLicence(Math.floor(Date.now() / 1_000))
  const stateFolder = join(folder, 'machine')
  const address = `127.0.0.1:${host.port}`
  const licence = await createLicence({ productLicence, vendorRoots, stateFolder, host: address })
  for (let loads = 0; licence.state !== 'licensed' && loads < loadsMax; loads++) {
    await generator.ask({ kind: 'measure', seconds: loadSeconds, ...load })
    await licence.activate()
  }
  assert(licence.state === 'licensed', 'enough machines were counted')
  await licence.close()
  const licencePath = join(folder, 'product.licence')
  await writeFile(licencePath, productLicence)
  return { stateFolder, licencePath, roots: vendorRoots.map((root) => Buffer.from(root).toString('hex')) }
}
