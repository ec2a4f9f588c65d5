/** A machine whose agent serves its folder: activated through the socket, with the published package. */
import { readFile } from 'node:fs/promises'
import { openClientFolder, startAgent } from '@muster/client'

const [licenceFile, rootHex, folder, host] = process.argv.slice(2)
const agent = await startAgent(folder)
const client = await openClientFolder(folder)
await client.installLicence(new Uint8Array(await readFile(licenceFile)), [Buffer.from(rootHex, 'hex')])
await client.installKey(process.env.SETUP_KEY)
await client.setHost(host)
const outcome = await client.activate()
const { licenceState, channel } = await client.status()
console.log(
  JSON.stringify({ node: process.versions.node, viaAgent: client.viaAgent, outcome, licenceState, channel }),
)
await agent.close()
