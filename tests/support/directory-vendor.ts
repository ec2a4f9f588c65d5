/**
 * A vendor whose products a directory activates: the one of the tools' hosts, with a licence for a product of the server
 * family and objects for any directory, changed where a test wants them wrong.
 */
import { randomBytes } from 'node:crypto'
import {
  type ActivationObject,
  activationObjectIdOf,
  defaultPolicy,
  readActivationObject,
  signActivationObject,
  signIssuerCertificate,
  signProductLicence,
} from '@muster/core/documents'
import { setupKeyOf } from '@muster/core/keys'
import type { Signer } from '@muster/core/ports'
import {
  type DirectoryAccess,
  findPlace,
  openDirectory,
  type ServerPorts,
  writeObject,
} from '@muster/directory'
import { nodeCryptography } from '@muster/node'
import { applicationId, productGroup, serverProductId, vendorRoots } from '../../tools/bench/vendor.ts'

export const daySeconds = 86_400
const vendorName = 'Vendor'

/** Directories that are named by address need no DNS. */
export const withoutDns: ServerPorts = { resolver: { services: async () => [] }, draw: () => 0 }

/** What a machine gets, and what makes objects. */
export interface DirectoryVendor {
  readonly roots: readonly Uint8Array[]
  /** Of a product that needs five machines at a host. */
  readonly productLicence: Uint8Array
  readonly setupKey: string
  object(changes: Partial<ActivationObject> & Pick<ActivationObject, 'forestId'>): Promise<Uint8Array>
}

/** The vendor of the tools, or another one that has the same product. */
export async function directoryVendor(whose: 'own' | 'foreign' = 'own'): Promise<DirectoryVendor> {
  const [root, issuer] = whose === 'own' ? [signerOf(1), signerOf(2)] : [signerOf(8), signerOf(9)]
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const dates = {
    issuedAtSeconds: nowSeconds - daySeconds,
    notBeforeSeconds: nowSeconds - daySeconds,
    expiresSeconds: nowSeconds + 700 * daySeconds,
    vendorName,
  }
  const issuerCertificate = await signIssuerCertificate(
    { ...dates, serial: new Uint8Array(8), issuerName: 'Issuer', issuerPublicKey: issuer.publicKey },
    root,
    nodeCryptography,
  )
  const terms = {
    productId: serverProductId,
    name: 'Product of the server family',
    edition: 'Standard',
    version: '1.0',
    applicationId,
    applicationName: 'Application',
    productGroup,
    policy: defaultPolicy('server'),
  }
  const licence = { vendorName, issuedAtSeconds: dates.issuedAtSeconds, terms, issuerCertificate }
  return {
    roots: whose === 'own' ? vendorRoots : [root.publicKey],
    productLicence: await signProductLicence(licence, issuer, nodeCryptography),
    setupKey: setupKeyOf(serverProductId, productGroup, nodeCryptography).text,
    object: (changes) =>
      signActivationObject(
        {
          ...dates,
          forestName: 'corp.test',
          objectId: activationObjectIdOf(changes.forestId, randomBytes(7), nodeCryptography),
          serial: randomBytes(8),
          productGroups: [productGroup],
          issuerCertificate,
          ...changes,
        },
        issuer,
        nodeCryptography,
      ),
  }
}

/** Writes objects into a directory as whoever may; gives their distinguished names. */
export async function publish(
  access: DirectoryAccess,
  objects: readonly ((forestId: string) => Promise<Uint8Array>)[],
): Promise<readonly string[]> {
  const session = await openDirectory(access, withoutDns)
  try {
    const place = await findPlace(session, access.base)
    const names: string[] = []
    for (const make of objects) {
      const document = await make(place.forestId)
      const { dn } = await writeObject(
        session,
        place,
        readActivationObject(document, nodeCryptography),
        document,
      )
      names.push(dn)
    }
    return names
  } finally {
    await session.close()
  }
}

/** Takes entries away. */
export async function withdraw(access: DirectoryAccess, names: readonly string[]): Promise<void> {
  const session = await openDirectory(access, withoutDns)
  for (const name of names) await session.remove(name)
  await session.close()
}

function signerOf(byte: number): Signer {
  return nodeCryptography.signer(new Uint8Array(32).fill(byte))
}
