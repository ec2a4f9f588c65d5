/** A real authority on its durable store, in a process of its own: set up at its first start, with one key for many. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { initAuthority, openAuthorityFolder } from '@muster/authority/main'
import { jsonLog } from '@muster/node'
import { answerParent } from '../../../tools/bench/child.ts'

/** What the parent asks for. */
export interface ServeAuthority {
  /** What the key is issued with, at the first start. */
  readonly activationsMax: number
}

/** Where it listens, and what its machines need. */
export interface AuthorityListening {
  readonly url: string
  readonly productId: string
  readonly productKey: string
}

/** Low, so that tests need not wait; the key protects nothing here. */
const sealingCost = 2 ** 10
const passphrase = 'a passphrase for tests'
const who = 'test'
const [folder = ''] = process.argv.slice(2)
/** The key is shown once; the machines of this test have it from here. */
const keyFile = join(folder, 'key-for-machines')

answerParent<ServeAuthority, AuthorityListening>(async ({ activationsMax }) => {
  const isNew = !existsSync(keyFile)
  if (isNew) await initAuthority({ folder, vendorName: 'Vendor', passphrase, who, sealingCost })
  const authority = await openAuthorityFolder(folder, {
    who,
    environment: {},
    values: { 'listen.port': '0' },
    log: jsonLog(process.stderr, { levelMin: 'error' }),
  })
  if (isNew) {
    await authority.addProduct({ name: 'Writer', edition: 'Pro', version: '1', family: 'client', policy: {} })
    const key = { kind: 'mak', products: ['Writer'], note: who, activationsMax } as const
    await writeFile(keyFile, (await authority.issueKey(key)).productKey)
  }
  const { productId } = (await authority.product('Writer')).terms
  const { url } = await authority.serve()
  return { url, productId, productKey: await readFile(keyFile, 'utf8') }
})
