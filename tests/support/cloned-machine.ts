/** A machine in a process of its own that says which hardware it runs on, so that copies of one folder differ. */
import { type ClientStatus, openClientFolder } from '@muster/client'
import { codeOf } from '@muster/core/errors'
import { answerParent } from '../../tools/bench/child.ts'

const [folder = '', name = '', fingerprinted = ''] = process.argv.slice(2)

answerParent<object, ClientStatus>(async () => {
  const serial = { name: 'system-uuid', value: `serial of ${name}` }
  const machine = {
    name: () => name,
    isVirtual: () => false,
    hardwareFacts: () => (fingerprinted === 'yes' ? [serial] : []),
  }
  const client = await openClientFolder(folder, { ports: { machine } })
  try {
    await client.activate().catch((error: unknown) => {
      if (codeOf(error) !== 'count-insufficient') throw error
    })
    return await client.status()
  } finally {
    await client.close()
  }
})
