/** A small activation host on real TCP and HTTP with a real chain of trust, for the tests of this package. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type ActivationPolicy,
  type Answer,
  type Certificates,
  defaultPolicy,
  type ProductTerms,
  signAnswer,
  signHostCertificate,
  signIssuerCertificate,
  signProductLicence,
} from '@muster/core/documents'
import { setupKeyOf } from '@muster/core/keys'
import type { Connection, Signer } from '@muster/core/ports'
import {
  decodeRequest,
  encodeFrame,
  FrameParser,
  requestBytesMax,
  type VerifiedRequest,
  verifyRequest,
} from '@muster/core/wire'
import { nodeCryptography, tcpListener } from '@muster/node'

const yearSeconds = 365 * 24 * 60 * 60
const productGroup = 77

/** A vendor with one product, its licence and its setup key. */
export interface TestVendor {
  readonly roots: readonly Uint8Array[]
  readonly terms: ProductTerms
  readonly productLicence: Uint8Array
  readonly setupKey: string
  readonly host: Signer
  readonly issuer: Signer
  readonly certificates: Certificates
}

/** The key pair whose private key is 32 times this byte. */
export function signerOf(byte: number): Signer {
  return nodeCryptography.signer(new Uint8Array(32).fill(byte))
}

/** Makes a vendor; its product has a threshold of 3 unless said otherwise. */
export async function createTestVendor(
  policy: Partial<ActivationPolicy> = {},
  productId = '3f0b8a52-6c1d-4e7f-9a28-5b4c3d2e1f00',
): Promise<TestVendor> {
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const dates = {
    issuedAtSeconds: nowSeconds - 3_600,
    notBeforeSeconds: nowSeconds - 3_600,
    expiresSeconds: nowSeconds + 2 * yearSeconds,
    serial: new Uint8Array(8),
    vendorName: 'Example Software',
  }
  const root = signerOf(1)
  const issuer = signerOf(2)
  const host = signerOf(3)
  const issuerCertificate = await signIssuerCertificate(
    { ...dates, issuerName: 'Issuer', issuerPublicKey: issuer.publicKey },
    root,
    nodeCryptography,
  )
  const hostCertificate = await signHostCertificate(
    { ...dates, hostName: 'host.test', hostPublicKey: host.publicKey, productGroups: [productGroup] },
    issuer,
    nodeCryptography,
  )
  const terms: ProductTerms = {
    productId,
    name: 'Example Writer',
    edition: 'Professional',
    version: '1',
    applicationId: '9d7c6b5a-4f3e-4d2c-8b1a-0f9e8d7c6b5a',
    applicationName: 'Example',
    productGroup,
    policy: { ...defaultPolicy('custom', 3), ...policy },
  }
  const licence = { vendorName: 'Example Software', issuedAtSeconds: nowSeconds, terms, issuerCertificate }
  return {
    roots: [root.publicKey],
    terms,
    productLicence: await signProductLicence(licence, issuer, nodeCryptography),
    setupKey: setupKeyOf(productId, productGroup, nodeCryptography).text,
    host,
    issuer,
    certificates: { hostCertificate, issuerCertificate },
  }
}

/** A host that is listening. */
export interface TestHost {
  readonly port: number
  readonly httpPort: number
  readonly address: string
  readonly requests: readonly VerifiedRequest[]
  /** What it does with the next requests; it counts the CMIDs that asked unless said otherwise. */
  behave(changes: Partial<Answer>): void
  /** Replaces the answer by bytes that are written as they are. */
  say(bytes: Uint8Array | undefined): void
  close(): Promise<void>
}

/** Starts a host on free ports. */
export async function startTestHost(vendor: TestVendor): Promise<TestHost> {
  const requests: VerifiedRequest[] = []
  const connections = new Set<Connection>()
  let changes: Partial<Answer> = {}
  let said: Uint8Array | undefined
  const answer = async (packet: Uint8Array, port: number) => {
    const request = verifyRequest(decodeRequest(packet), nodeCryptography)
    requests.push(request)
    return signAnswer({ ...usualAnswer(request, requests, port), ...changes }, vendor.host, {
      verifier: nodeCryptography,
      ...(request.knownHostKeyId === undefined ? { certificates: vendor.certificates } : {}),
    })
  }
  const listening = await tcpListener.listen({ address: '127.0.0.1', port: 0 }, (connection) => {
    connections.add(connection)
    void serve(
      connection,
      async (packet) => said ?? encodeFrame(await answer(packet, listening.port)),
    ).finally(() => connections.delete(connection))
  })
  const http = await startHttp((packet) => answer(packet, listening.port))
  return {
    port: listening.port,
    httpPort: (http.address() as AddressInfo).port,
    address: `127.0.0.1:${listening.port}`,
    requests,
    behave: (next) => {
      changes = next
    },
    say: (bytes) => {
      said = bytes
    },
    close: async () => {
      for (const connection of connections) connection.destroy()
      await listening.close()
      http.closeAllConnections()
      http.close()
    },
  }
}

function usualAnswer(request: VerifiedRequest, all: readonly VerifiedRequest[], port: number): Answer {
  return {
    nonce: request.nonce,
    cmid: request.cmid,
    productId: request.productId,
    count: new Set(all.map(({ cmid }) => cmid)).size,
    retryMinutes: 120,
    renewalMinutes: 10_080,
    validityMinutes: 259_200,
    port,
    hostTimeSeconds: Math.floor(Date.now() / 1_000),
    leaseId: nodeCryptography.sha256(request.nonce).slice(0, 8),
  }
}

async function serve(
  connection: Connection,
  reply: (packet: Uint8Array) => Promise<Uint8Array>,
): Promise<void> {
  const parser = new FrameParser(requestBytesMax)
  try {
    for (;;) {
      const bytes = await connection.read()
      if (bytes === undefined) break
      parser.push(bytes)
      const packet = parser.next()
      if (packet !== undefined) await connection.write(await reply(packet))
    }
    connection.end()
  } catch {
    connection.destroy()
  }
}

function startHttp(answer: (packet: Uint8Array) => Promise<Uint8Array>): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', async () => {
      response.setHeader('content-type', 'application/cose')
      response.end(await answer(new Uint8Array(Buffer.concat(parts))))
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
