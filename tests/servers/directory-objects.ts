/** Activation objects of test vendors, signed for a directory that a test has started. */
import {
  type ActivationObject,
  activationObjectIdOf,
  signActivationObject,
  signIssuerCertificate,
} from '@muster/core/documents'
import type { DirectoryAccess, DirectoryPlace } from '@muster/directory'
import { nodeCryptography } from '@muster/node'
import { type Slapd, slapdMember } from './slapd.ts'

const yearSeconds = 365 * 24 * 60 * 60
export const nowSeconds = Math.floor(Date.now() / 1_000)
export const sampleGroup = 0x12_34

/** A vendor with its root and issuer, made from a number. */
export function vendorOf(n: number) {
  return {
    root: nodeCryptography.signer(new Uint8Array(32).fill(n)),
    issuer: nodeCryptography.signer(new Uint8Array(32).fill(n + 100)),
    vendorName: `Vendor ${n}`,
  }
}

/** The n-th host key's object of a vendor for this directory. */
export async function objectFor(
  place: Pick<DirectoryPlace, 'forestId' | 'forestName'>,
  {
    vendor = vendorOf(1),
    key = 1,
    ...changes
  }: Partial<ActivationObject> & { vendor?: ReturnType<typeof vendorOf>; key?: number } = {},
): Promise<Uint8Array> {
  const { root, issuer, vendorName } = vendor
  const validity = {
    issuedAtSeconds: nowSeconds - yearSeconds,
    notBeforeSeconds: nowSeconds - yearSeconds,
    expiresSeconds: nowSeconds + yearSeconds,
  }
  const serial = new Uint8Array(8).fill(key)
  const certificate = {
    vendorName,
    issuerName: `${vendorName} issuer`,
    issuerPublicKey: issuer.publicKey,
    serial,
    ...validity,
  }
  const object: ActivationObject = {
    vendorName,
    forestName: place.forestName,
    forestId: place.forestId,
    objectId: activationObjectIdOf(place.forestId, new Uint8Array(7).fill(key), nodeCryptography),
    serial,
    ...validity,
    productGroups: [sampleGroup],
    issuerCertificate: await signIssuerCertificate(certificate, root, nodeCryptography),
    ...changes,
  }
  return signActivationObject(object, issuer, nodeCryptography)
}

/** A member's way to an OpenLDAP over TLS, unless said otherwise. */
export function accessTo(slapd: Slapd, changes: Partial<DirectoryAccess> = {}): DirectoryAccess {
  const isStartTls = changes.protection === 'starttls' || changes.protection === 'none'
  return {
    target: { kind: 'server', name: 'localhost', port: isStartTls ? slapd.port : slapd.tlsPort },
    protection: 'ldaps',
    caCertificates: slapd.caCertificate,
    account: { kind: 'password', ...slapdMember },
    timeoutMs: 5_000,
    ...changes,
  }
}

/** Ports of which none is ever asked: the server is named. */
export const noDiscovery = { resolver: { services: async () => [] }, draw: () => 0 }
