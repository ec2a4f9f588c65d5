import { writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { sambaPassword, startSamba } from './samba.ts'

it('samba', async () => {
  await using samba = await startSamba()
  await writeFile(
    '/tmp/try-samba.ts',
    `
import { openDirectory, findPlace, writeObject, readAllObjects, createActivationObjectReader, removeObject } from '/work/main/packages/directory/src/index.ts'
import { createResolver, nodeCryptography } from '/work/main/packages/node/src/index.ts'
import { activationObjectBytes } from '/work/main/packages/core/src/documents/chain.fixtures.ts'
import { readActivationObject } from '/work/main/packages/core/src/documents/index.ts'
import { readFileSync } from 'node:fs'
const ports = { resolver: createResolver({}), draw: () => 0 }
const ca = readFileSync('${samba.caFile}', 'utf8')
const base = { target: { kind: 'domain', domain: 'ad.test' }, protection: 'ldaps', caCertificates: ca, timeoutMs: 5000 } as const
const admin = { ...base, account: { kind: 'password', name: 'Administrator@ad.test', password: '${sambaPassword}' } } as const
try { console.log(await ports.resolver.services('_ldap._tcp.dc._msdcs.ad.test')) } catch (e) { console.log(e) }
const session = await openDirectory(admin, ports)
const place = await findPlace(session)
console.log(place)
const doc = await activationObjectBytes({ forestId: place.forestId })
const object = readActivationObject(doc, nodeCryptography)
console.log(await writeObject(session, place, object, doc))
console.log(await writeObject(session, place, object, doc))
for (const a of [
  { ...base, account: { kind: 'anonymous' } },
  { ...base, protection: 'starttls', account: admin.account },
  { ...base, protection: 'none', account: { kind: 'kerberos' } },
  { ...base, protection: 'ldaps', account: { kind: 'kerberos' } },
  { ...base, protection: 'none', account: { kind: 'anonymous' } },
  { ...base, target: { kind: 'domain', domain: 'ad.test', site: 'Default-First-Site-Name' }, protection: 'starttls', account: admin.account },
  { ...base, account: { kind: 'password', name: 'Administrator@ad.test', password: 'x' } },
]) {
  try { const r = await createActivationObjectReader(a, ports).read({ productGroup: 0x1234 }); console.log(a.protection, a.account.kind, r.server, r.objects.length, r.objects[0]?.dn) } catch (e) { console.log(a.protection, a.account.kind, e.code, e.message) }
}
const k = await openDirectory({ ...base, protection: 'none', account: { kind: 'kerberos' } }, ports)
console.log(await writeObject(k, place, object, doc))
console.log(await removeObject(k, place, object.objectId))
console.log(await writeObject(k, place, object, doc), (await readAllObjects(k, place)).length)
await session.close()
`,
  )
  const out = await samba.enter([process.execPath, '/tmp/try-samba.ts'])
  console.log(out.stdout, out.stderr)
  expect(1).toBe(1)
})
