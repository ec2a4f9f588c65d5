/**
 * Sets an authority up: root key, issuer, empty store. The folder becomes an authority's with the last file that is
 * written; interrupted before, it is none, and setting up again starts afresh.
 */
import { toHex } from '@muster/core/bytes'
import { verifyIssuerCertificate } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { AuditEntry } from '@muster/core/issuing'
import type { Clock, Cryptography, Files, Random, Sealer } from '@muster/core/ports'
import type { AuthorityStore } from '@muster/core/stores'
import { issueNewKey } from '../identity/issue-issuer.ts'
import { type IssuerSecret, writeIssuer } from '../identity/issuer.ts'
import { createRootKey } from '../identity/root-key.ts'
import { isInitialised, writeVendor } from '../identity/vendor.ts'

/** A certificate carries the name; this is what fits. */
export const vendorNameBytesMax = 100
const lockName = 'setup'
const lockWaitMs = 1_000

/** What setting up needs. */
export interface InitialiseContext {
  readonly files: Files
  readonly rootFiles: Files
  readonly sealer: Sealer
  readonly cryptography: Cryptography
  readonly random: Random
  readonly clock: Clock
  /** Called once, after the keys were made. */
  readonly openStore: () => Promise<AuthorityStore>
}

/** What is chosen. */
export interface InitialiseChoice {
  readonly vendorName: string
  readonly passphrase: string
  readonly who: string
}

/** What was set up. */
export interface InitialisedVendor {
  readonly vendorName: string
  /** Hexadecimal: what a product embeds. */
  readonly rootPublicKey: string
  readonly issuerExpiresSeconds: number
}

/** Rejects with `already-initialised`, `passphrase-short`, `config-invalid` (the name), and the codes of files and store. */
export async function initialise(
  choice: InitialiseChoice,
  context: InitialiseContext,
): Promise<InitialisedVendor> {
  const vendorName = choice.vendorName.trim()
  checkVendorName(vendorName)
  if (await isInitialised(context.files)) throw new AppError('already-initialised')
  return context.files.exclusively(lockName, lockWaitMs, async () => {
    if (await isInitialised(context.files)) throw new AppError('already-initialised')
    return setUp({ ...choice, vendorName }, context)
  })
}

async function setUp(choice: InitialiseChoice, context: InitialiseContext): Promise<InitialisedVendor> {
  const { files, cryptography, random, clock } = context
  const { vendorName } = choice
  const root = await createRootKey(choice.passphrase, context)
  const secret = await issueNewKey(1, { vendorName, root, cryptography, random, clock })
  await writeIssuer(files, secret)
  const createdAtMs = clock.nowMs()
  await recordSetUp(secret, { ...choice, atMs: createdAtMs, rootPublicKey: toHex(root.publicKey) }, context)
  await writeVendor(files, { vendorName, rootPublicKey: root.publicKey, createdAtMs })
  const issuer = verifyIssuerCertificate(secret.certificate, [root.publicKey], cryptography)
  return {
    vendorName,
    rootPublicKey: toHex(root.publicKey),
    issuerExpiresSeconds: issuer.expiresSeconds,
  }
}

async function recordSetUp(
  secret: IssuerSecret,
  choice: InitialiseChoice & { readonly atMs: number; readonly rootPublicKey: string },
  { openStore }: InitialiseContext,
): Promise<void> {
  const entry: AuditEntry = {
    atMs: choice.atMs,
    who: choice.who,
    action: 'authority-initialised',
    subject: `vendor ${choice.vendorName}`,
    detail: `root ${choice.rootPublicKey}`,
  }
  const store = await openStore()
  try {
    const { certificate } = secret
    await store.archive({
      kind: 'issuer-certificate',
      subject: `issuer ${secret.keyNumber}`,
      issuedAtMs: choice.atMs,
      document: certificate,
    })
    await store.record([{ kind: 'audit-added', entry }])
  } finally {
    await store.close()
  }
}

function checkVendorName(vendorName: string): void {
  const bytes = new TextEncoder().encode(vendorName).length
  if (bytes === 0 || bytes > vendorNameBytesMax || /\p{Cc}/u.test(vendorName))
    throw new AppError('config-invalid', `The vendor's name has 1 to ${vendorNameBytesMax} bytes of UTF-8.`)
}
