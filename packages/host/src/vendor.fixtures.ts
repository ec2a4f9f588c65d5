/** A vendor for the tests of the host: roots, issuers, products, certificates, and an authority that hands them out. */
import {
  defaultPolicy,
  type ProductTerms,
  signCatalogue,
  signHostCertificate,
  signIssuerCertificate,
} from '@muster/core/documents'
import { encodeHostActivationAnswer, readHostActivationRequest } from '@muster/core/issuing'
import { productKeyOf } from '@muster/core/keys'
import type { Signer } from '@muster/core/ports'
import type { HostKeyInstallation } from '@muster/core/stores'
import { nodeCryptography as cryptography } from '@muster/node'
import type { AuthorityConnection } from './authority/authority-connection.ts'

const secondsPerDay = 86_400

/** A signer whose private key is 32 times this byte. */
export function signerOf(byte: number): Signer {
  return cryptography.signer(new Uint8Array(32).fill(byte))
}

/** One vendor with an application of three products, in one product group. */
export class TestVendor {
  readonly productGroup: number
  readonly root: Signer
  readonly issuer: Signer
  readonly client: ProductTerms
  readonly server: ProductTerms
  readonly other: ProductTerms
  readonly #number: number

  constructor(number = 1) {
    this.#number = number
    this.productGroup = 70 + number
    this.root = signerOf(10 * number)
    this.issuer = signerOf(10 * number + 1)
    this.client = this.#terms(1, 'client', 1)
    this.server = this.#terms(2, 'server', 1)
    this.other = this.#terms(3, 'server', 2)
  }

  get name(): string {
    return `Vendor ${this.#number}`
  }

  /** The text of a host key. */
  get hostKey(): string {
    return this.key('host')
  }

  key(kind: 'host' | 'mak' | 'setup'): string {
    const secret = new Uint8Array(10).fill(this.#number)
    return productKeyOf({ kind, productGroup: this.productGroup, secret }).text
  }

  get products(): readonly ProductTerms[] {
    return [this.client, this.server, this.other]
  }

  issuerCertificate(nowSeconds: number): Promise<Uint8Array> {
    return signIssuerCertificate(
      {
        vendorName: this.name,
        issuerName: 'Issuer',
        serial: new Uint8Array(8).fill(1),
        issuedAtSeconds: nowSeconds - 100,
        notBeforeSeconds: nowSeconds - 100,
        expiresSeconds: nowSeconds + 730 * secondsPerDay,
        issuerPublicKey: this.issuer.publicKey,
      },
      this.root,
      cryptography,
    )
  }

  hostCertificate(
    hostPublicKey: Uint8Array,
    nowSeconds: number,
    changes: { readonly expiresSeconds?: number; readonly productGroups?: readonly number[] } = {},
  ): Promise<Uint8Array> {
    return signHostCertificate(
      {
        vendorName: this.name,
        hostName: 'host.corp.test',
        serial: new Uint8Array(8).fill(2),
        issuedAtSeconds: nowSeconds,
        notBeforeSeconds: nowSeconds - 100,
        expiresSeconds: nowSeconds + 1_095 * secondsPerDay,
        hostPublicKey,
        productGroups: [this.productGroup],
        ...changes,
      },
      this.issuer,
      cryptography,
    )
  }

  catalogue(nowSeconds: number, products: readonly ProductTerms[] = this.products): Promise<Uint8Array> {
    return signCatalogue(
      { vendorName: this.name, issuedAtSeconds: nowSeconds, products },
      this.issuer,
      cryptography,
    )
  }

  /** An installation as it stands after an activation. */
  async installation(
    hostPublicKey: Uint8Array,
    nowSeconds: number,
    changes: { readonly expiresSeconds?: number; readonly productGroups?: readonly number[] } = {},
  ): Promise<HostKeyInstallation> {
    return {
      partialProductKey: this.hostKey.slice(-5),
      productGroup: this.productGroup,
      installedAtMs: nowSeconds * 1_000,
      activation: {
        activatedAtMs: nowSeconds * 1_000,
        hostCertificate: await this.hostCertificate(hostPublicKey, nowSeconds, changes),
        issuerCertificate: await this.issuerCertificate(nowSeconds),
        catalogue: await this.catalogue(nowSeconds),
      },
    }
  }

  /** An authority that activates any host with this vendor's key. */
  authority(nowSeconds: number, hostPublicKey?: Uint8Array): AuthorityConnection {
    return {
      activateHost: async (bytes) => {
        const request = readHostActivationRequest(bytes, cryptography)
        return encodeHostActivationAnswer({
          issuerCertificate: await this.issuerCertificate(nowSeconds),
          hostCertificate: await this.hostCertificate(hostPublicKey ?? request.hostPublicKey, nowSeconds),
          catalogue: await this.catalogue(nowSeconds),
          nonce: request.nonce,
        })
      },
    }
  }

  #terms(product: number, family: 'client' | 'server', application: number): ProductTerms {
    return {
      productId: `${this.#number}0000000-0000-4000-8000-00000000000${product}`,
      name: `Product ${product}`,
      edition: 'Standard',
      version: '1.0',
      applicationId: `${this.#number}0000000-0000-4000-8000-0000000000a${application}`,
      applicationName: `Application ${application}`,
      productGroup: this.productGroup,
      policy: defaultPolicy(family),
    }
  }
}
