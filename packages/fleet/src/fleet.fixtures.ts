/** A fleet on a real inventory whose machines answer as a test says, without a network. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeInstallationId, keyFingerprintOf } from '@muster/core/confirming'
import type { MachineBatchItem } from '@muster/core/issuing'
import { encodeProductKey, parseProductKey } from '@muster/core/keys'
import { nodeCryptography, nodeKeyedHash, systemRandom, tcpDialer } from '@muster/node'
import type { ConfirmationSource } from './confirming/confirmation-source.ts'
import { Fleet } from './fleet.ts'
import type { Inventory } from './inventory/inventory.ts'
import type { FleetProduct } from './inventory/machine.ts'
import type { CommandOutcome, CommandRunner, FleetPorts } from './ports.ts'
import { openSqliteInventory } from './sqlite/inventory.ts'

/** A folder for one test. */
export function fleetFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'muster-fleet-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** What a machine says to the words of a command; `input` is what came by standard input. */
export type Answering = (
  machine: string,
  words: string,
  input: string | undefined,
) => Partial<CommandOutcome> | Promise<Partial<CommandOutcome>>

/** A fleet with its inventory. */
export function fleetIn(
  folder: string,
  parts: { readonly answer?: Answering; readonly source?: ConfirmationSource } = {},
): { readonly fleet: Fleet; readonly inventory: Inventory; readonly ports: FleetPorts } {
  const inventory = openSqliteInventory(join(folder, 'fleet.sqlite'), systemRandom)
  const ports: FleetPorts = {
    inventory,
    runCommand: runnerOf(parts.answer ?? (() => ({}))),
    authority: () => parts.source ?? authorityOf(() => false),
    dialer: tcpDialer,
    clock: { nowMs: () => Date.now() },
    cryptography: nodeCryptography,
    keyedHash: nodeKeyedHash,
  }
  return { fleet: new Fleet(ports), inventory, ports }
}

function runnerOf(answer: Answering): CommandRunner {
  return async (_program, args, { input }) => {
    const [machine = '', line = ''] = args.slice(-2)
    const ended = await answer(machine, line, input)
    return { ended: 'itself', exitCode: 0, stdout: '{}', stderr: '', ...ended }
  }
}

/** An authority that signs nothing: the confirmation is a hash, and what `refuses` says is exhausted. */
export function authorityOf(
  refuses: (installationId: Uint8Array) => boolean,
  asked: (readonly Uint8Array[])[] = [],
): ConfirmationSource {
  return {
    async confirm(_key, installationIds) {
      asked.push(installationIds)
      return installationIds.map(
        (installationId): MachineBatchItem =>
          refuses(installationId)
            ? { kind: 'refused', code: 'activations-exhausted' }
            : { kind: 'confirmed', installationId, confirmation: confirmationOf(installationId) },
      )
    },
  }
}

/** The confirmation that {@link authorityOf} gives. */
export function confirmationOf(installationId: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha384').update(installationId).digest())
}

/** A new multiple activation key. */
export function newMak(): string {
  return encodeProductKey({ kind: 'mak', productGroup: 7, secret: new Uint8Array(randomBytes(10)) })
}

/** The installation ID of a machine with this number and a key. */
export function installationIdFor(key: string, number: number, month = 82): Uint8Array {
  const digest = new Uint8Array(12)
  new DataView(digest.buffer).setUint32(0, number)
  const keyFingerprint = keyFingerprintOf(parseProductKey(key).secret, nodeCryptography)
  return encodeInstallationId({ kind: 'mak', keyFingerprint, month, digest })
}

/** A product as the inventory knows it. */
export function exampleProduct(changes: Partial<FleetProduct> = {}): FleetProduct {
  return {
    productId: exampleProductId,
    product: 'Example',
    channel: null,
    partialProductKey: null,
    licenceState: 2,
    cmid: null,
    missing: null,
    activatedUntil: null,
    graceUntil: null,
    rearmsLeft: null,
    lastError: null,
    ...changes,
  }
}

/** What `client status --all --json` prints on a machine with one product. */
export function statusText(changes: object = {}): string {
  return JSON.stringify([
    {
      product: 'Example',
      productId: exampleProductId,
      channel: null,
      partialProductKey: null,
      licenceState: 2,
      cmid: null,
      ...changes,
    },
  ])
}

/** The product of {@link statusText}. */
export const exampleProductId = '11111111-2222-4333-8444-555555555555'
