/** A program that publishes one object of the tests' vendor: `node publish-object.ts ACCESS`, with the access as JSON. */
import type { DirectoryAccess } from '@muster/directory'
import { directoryVendor, publish } from './directory-vendor.ts'

const access = JSON.parse(process.argv[2] ?? '') as DirectoryAccess
const vendor = await directoryVendor()
const names = await publish(access, [(forestId) => vendor.object({ forestId })])
process.stdout.write(JSON.stringify(names))
