/** Renews the issuer's certificate with the root key: for the same key, or for a new one where the old one leaked. */
import { toHex } from '@muster/core/bytes'
import { verifyIssuerCertificate } from '@muster/core/documents'
import type { AuditEntry } from '@muster/core/issuing'
import type { Files, Sealer } from '@muster/core/ports'
import { certify, issueNewKey } from '../identity/issue-issuer.ts'
import { type IssuerSecret, readIssuer, readIssuerSecret, writeIssuer } from '../identity/issuer.ts'
import { openRootKey } from '../identity/root-key.ts'
import { readVendor, type Vendor } from '../identity/vendor.ts'
import type { AuthorityPorts } from '../ports.ts'

const lockName = 'issuer'
const lockWaitMs = 1_000

/** What renewing needs beside the authority's ports. */
export interface RenewIssuerContext {
  readonly ports: Omit<AuthorityPorts, 'log' | 'issuer' | 'isDeskToken'>
  readonly files: Files
  readonly rootFiles: Files
  readonly sealer: Sealer
}

/** What is chosen. */
export interface IssuerRenewal {
  readonly passphrase: string
  readonly who: string
  /** A new key: hosts keep what they have and get the new issuer at their next activation. */
  readonly newKey: boolean
}

/** The issuer after its renewal. */
export interface RenewedIssuer {
  readonly issuerName: string
  readonly expiresSeconds: number
}

/** Rejects with `root-key-missing`, `passphrase-wrong`, `state-damaged`. */
export async function renewIssuer(
  renewal: IssuerRenewal,
  context: RenewIssuerContext,
): Promise<RenewedIssuer> {
  const vendor = await readVendor(context.files)
  const root = await openRootKey(renewal.passphrase, vendor, {
    ...context,
    cryptography: context.ports.cryptography,
  })
  return context.files.exclusively(lockName, lockWaitMs, async () => {
    const secret = await makeSecret(renewal.newKey, vendor, context, { ...context.ports, root })
    const { cryptography, clock, store } = context.ports
    const content = verifyIssuerCertificate(secret.certificate, [vendor.rootPublicKey], cryptography)
    const atMs = clock.nowMs()
    const subject = `issuer ${secret.keyNumber}`
    await store.archive({
      kind: 'issuer-certificate',
      subject,
      issuedAtMs: atMs,
      document: secret.certificate,
    })
    const detail = `serial ${toHex(content.serial)}${renewal.newKey ? ', new key' : ''}`
    const entry: AuditEntry = { atMs, who: renewal.who, action: 'issuer-renewed', subject, detail }
    await store.record([{ kind: 'audit-added', entry }])
    await writeIssuer(context.files, secret)
    return { issuerName: content.issuerName, expiresSeconds: content.expiresSeconds }
  })
}

async function makeSecret(
  newKey: boolean,
  vendor: Vendor,
  { files, ports }: RenewIssuerContext,
  tools: Omit<Parameters<typeof certify>[1], 'vendorName'>,
): Promise<IssuerSecret> {
  const issuing = { ...tools, vendorName: vendor.vendorName }
  const present = await readIssuer(files, vendor, ports.cryptography)
  if (newKey) return issueNewKey(present.keyNumber + 1, issuing)
  const { certificate: _before, ...kept } = await readIssuerSecret(files)
  return certify({ ...kept, notBeforeSeconds: present.content.notBeforeSeconds }, issuing)
}
