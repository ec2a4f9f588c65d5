/** Vendor and customer in two folders, with nothing between them but a person who reads out digits and mistypes some. */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { initAuthority, openAuthorityFolder } from '@muster/authority/main'
import { type ClientFolder, openClientFolder } from '@muster/client'
import { fromHex } from '@muster/core/bytes'
import { openHostFolder } from '@muster/host/main'
import { describe, expect, it } from 'vitest'
import { muster, musterJson } from '../support/command-line.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const clientThreshold = 25
const sealingCost = 2 ** 10
const silent = { write: () => undefined }

/** The vendor's folder with one product, its media in a folder of their own, and a key of each kind. */
async function openVendor(path: string) {
  const data = ['--data', join(path, 'vendor')]
  const folder = join(path, 'vendor')
  const { rootPublicKey } = await initAuthority({
    folder,
    vendorName: 'Example Software',
    passphrase: 'a passphrase for tests',
    sealingCost,
  })
  await musterJson(['authority', 'product', 'add', 'Writer', ...data])
  const media = join(path, 'media')
  await musterJson(['authority', 'media', 'export', media, ...data])
  const issue = async (...words: readonly string[]) => {
    const issued = await musterJson<{ readonly productKey: string }>([
      'authority',
      'key',
      'issue',
      ...words,
      '--product',
      'Writer',
      ...data,
    ])
    return issued.productKey
  }
  const licence = (await readdir(media)).find((name) => name.endsWith('.licence')) ?? ''
  return { data, media, issue, rootPublicKey, licence: await readFile(join(media, licence)) }
}

/** As somebody types: the second group wrong twice, once a digit and once a swap, a group cut short, some at once. */
function withTypos(digits: string): readonly string[] {
  const [first = '', second = '', third = '', fourth = '', ...rest] = digits.split('-')
  const wrongDigit = `${(Number(second[0]) + 1) % 10}${second.slice(1)}`
  const at = [...second].findIndex((digit, index) => index < 6 && digit !== second[index + 1])
  const swapped = `${second.slice(0, at)}${second[at + 1]}${second[at]}${second.slice(at + 2)}`
  return [first, wrongDigit, swapped, second, third.slice(1), `${third} ${fourth}`, rest.join(' ')]
}

type Vendor = Awaited<ReturnType<typeof openVendor>>
type OpenMachine = AsyncDisposable & { readonly folder: ClientFolder }

describe('a host in an isolated network', () => {
  it('R3.2 is activated by digits alone, and activates 25 machines over TCP', async () => {
    await using folder = await temporaryFolder()
    const vendor = await openVendor(folder.path)
    const data = ['--data', join(folder.path, 'host')]
    await writeFile(join(folder.path, 'host-key'), await vendor.issue('host'))
    await musterJson(['host', 'init', ...data])
    await musterJson(['host', 'install-key', '--key-file', join(folder.path, 'host-key'), ...data])

    const [shown] = await musterJson<readonly { readonly installationId: string }[]>([
      'host',
      'activate',
      '--installation-id',
      ...data,
    ])
    const call = await muster(
      ['authority', 'telephone', '--json', ...vendor.data],
      withTypos(shown?.installationId ?? ''),
    )
    expect(call.stderr.match(/Group 2 was mistyped/g)).toHaveLength(2)
    expect(call.stderr).toContain('Group 3 has 6 digits and not 7')
    const { confirmationId } = JSON.parse(call.stdout) as { readonly confirmationId: string }
    const words = ['host', 'activate', '--confirmation-id', '-', '--media', vendor.media]
    const activated = await muster([...words, ...data], withTypos(confirmationId))
    expect(activated.stderr.match(/Group 2 was mistyped/g)).toHaveLength(2)
    expect(activated.exitCode).toBe(0)

    await using host = await openHostFolder(join(folder.path, 'host'), {
      environment: {
        MUSTER_HOST_LISTEN_ADDRESS: '127.0.0.1',
        MUSTER_HOST_LISTEN_PORT: '0',
        MUSTER_HOST_HTTP_PORT: '0',
      },
      log: silent,
    })
    const { addresses } = await host.serve()
    expect((await host.status()).activated).toBe(true)
    const { setupKey } = await musterJson<{ readonly setupKey: string }>([
      'authority',
      'product',
      'show',
      'Writer',
      ...vendor.data,
    ])
    const outcomes: string[] = []
    for (let n = 1; n <= clientThreshold; n++) {
      await using machine = await openMachine(folder.path, n, vendor)
      await machine.folder.installKey(setupKey)
      await machine.folder.setHost(`127.0.0.1:${addresses.tcp.port}`)
      outcomes.push((await machine.folder.activate()).kind)
    }
    expect(outcomes).toEqual([...Array.from({ length: 24 }, () => 'count-insufficient'), 'activated'])
    await using last = await reopen(folder.path, clientThreshold)
    expect(await last.folder.status()).toMatchObject({ licenceState: 1, channel: 'host', count: 25 })
    expect((await last.folder.activate()).kind).toBe('activated')
  })
})

describe('a machine with a multiple activation key', () => {
  it('R6.2 R6.4 is activated by digits, which are good for no other machine', async () => {
    await using folder = await temporaryFolder()
    const vendor = await openVendor(folder.path)
    await installMak(folder.path, 1, vendor, '5')
    const data = ['--data', machinePath(folder.path, 1)]
    const { installationId } = await musterJson<{ readonly installationId: string }>([
      'client',
      'installation-id',
      ...data,
    ])
    const { confirmationId } = await musterJson<{ readonly confirmationId: string }>(
      ['authority', 'telephone', ...vendor.data],
      withTypos(installationId),
    )
    const typed = await muster(['client', 'confirm', ...data], withTypos(confirmationId))
    expect(typed.stderr.match(/Group 2 was mistyped/g)).toHaveLength(2)
    expect(typed.stdout).toBe('Activated for good.\n')
    await using machine = await reopen(folder.path, 1)
    const forGood = { licenceState: 1, channel: 'mak', activatedUntil: null, renewAt: null }
    expect(await machine.folder.status()).toMatchObject(forGood)
    await installMak(folder.path, 2, vendor, '5')
    const other = ['--data', machinePath(folder.path, 2)]
    const foreign = await muster(['client', 'confirm', ...other], [confirmationId])
    expect(foreign.stderr).toContain('Code: confirmation-mismatch (1124)')
  })

  it('R6.1 in an image is activated by each copy for itself, and counts each once', async () => {
    await using folder = await temporaryFolder()
    const vendor = await openVendor(folder.path)
    await installMak(folder.path, 0, vendor, '2')
    await musterJson(['client', 'generalize', '--yes', '--data', machinePath(folder.path, 0)])
    for (const n of [1, 2, 3])
      await cp(machinePath(folder.path, 0), machinePath(folder.path, n), { recursive: true })
    await using authority = await openAuthorityFolder(join(folder.path, 'vendor'), {
      environment: {},
      values: { 'listen.port': '0' },
      log: silent,
    })
    const { url } = await authority.serve()
    const activate = async (n: number) => {
      const words = ['client', 'activate', '--authority', url, '--data', machinePath(folder.path, n)]
      const said = await muster(words)
      return said.exitCode === 0 ? said.stdout : said.stderr
    }
    for (const n of [1, 2, 1, 2]) expect(await activate(n)).toContain('Activated for good.')
    expect(await activate(3)).toContain('It has activated 2 of 2 machines.')
    const [key] = (await authority.keys({ limit: 10 })).items
    expect(key?.activations).toBe(2)
    await authority.raiseKey(key?.key.partialProductKey ?? '', { activationsMax: 3, reason: 'a third one' })
    expect(await activate(3)).toContain('Activated for good.')
  })
})

function machinePath(path: string, n: number): string {
  return join(path, 'machines', String(n))
}

/** A machine with the product and a multiple activation key, which is on no command line. */
async function installMak(path: string, n: number, vendor: Vendor, activations: string): Promise<void> {
  const file = join(path, 'mak')
  await writeFile(file, await vendor.issue('mak', '--activations', activations))
  await (await openMachine(path, n, vendor)).folder.close()
  await musterJson(['client', 'install-key', '--key-file', file, '--data', machinePath(path, n)])
}

async function openMachine(path: string, n: number, vendor: Vendor): Promise<OpenMachine> {
  const machine = await reopen(path, n)
  const root = fromHex(vendor.rootPublicKey) ?? new Uint8Array()
  await machine.folder.installLicence(new Uint8Array(vendor.licence), [root])
  return machine
}

async function reopen(path: string, n: number): Promise<OpenMachine> {
  const folder = await openClientFolder(machinePath(path, n))
  return { folder, [Symbol.asyncDispose]: () => folder.close() }
}
