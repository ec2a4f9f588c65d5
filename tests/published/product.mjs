/** A vendor's product as small as can be: it embeds the client as a published package and says what its licence is. */
import { readFile } from 'node:fs/promises'
import { createLicence } from '@muster/client'

const [licenceFile, rootHex, stateFolder, host] = process.argv.slice(2)
const licence = await createLicence({
  productLicence: new Uint8Array(await readFile(licenceFile)),
  vendorRoots: [new Uint8Array(Buffer.from(rootHex, 'hex'))],
  stateFolder,
  host,
})
const before = licence.state
const outcome = await licence.activate()
const { state, daysLeft, channel, code } = licence
console.log(JSON.stringify({ node: process.versions.node, before, outcome, state, daysLeft, channel, code }))
await licence.close()
