/** Where fuzzing begins: everything valid and invalid that the vectors hold, and texts as people write them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeInstallationId, installationDigest } from '@muster/core/confirming'
import {
  encodeMachineActivationAnswer,
  encodeMachineBatchAnswer,
  encodeMachineBatchRequest,
  signMachineActivationRequest,
} from '@muster/core/issuing'
import { nodeCryptography } from '@muster/node'

const vectors = join(import.meta.dirname, '../../../vectors')
const hexCharactersMin = 16

/** Bytes to change. */
export function byteCorpus(): readonly Uint8Array[] {
  const texts = ['documents', 'wire', 'confirmations'].flatMap((name) => [
    ...filesOf(`${name}/valid`),
    ...filesOf(`${name}/invalid`),
  ])
  const hexes = texts.flatMap((text) =>
    [...text.matchAll(/"((?:[0-9a-f]{2})+)"/g)].map(([, hex]) => hex ?? ''),
  )
  const distinct = [...new Set(hexes.filter((hex) => hex.length >= hexCharactersMin))]
  return [...distinct.map(bytesOf), ...dnsMessages.map(bytesOf), ...authorityMessages]
}

/** Texts to change. */
export function textCorpus(): readonly string[] {
  const keys = ['keys/valid.json', 'keys/invalid.json'].flatMap((file) => {
    const text = readFileSync(join(vectors, file), 'utf8')
    return [...text.matchAll(/"([0-9A-Za-z -]{20,300})"/g)].map(([, typed]) => typed ?? '')
  })
  return [...new Set(keys), ...configurations]
}

/** An issuer certificate that is valid. */
export function validIssuerCertificate(): Uint8Array {
  const text = readFileSync(join(vectors, 'documents/valid/issuer-certificate.json'), 'utf8')
  const hex = /"(d28[0-9a-f]+)"/.exec(text)?.[1]
  if (hex === undefined) throw new Error('The vector holds no certificate.')
  return bytesOf(hex)
}

/** A query for an SRV set, its answer with compressed names, and an update. */
const dnsMessages = [
  '123401000001000000000000075f6d7573746572045f746370046c6162320000210001',
  '123485800001000100000000075f6d7573746572045f746370046c6162320000210001c00c00210001000000e10012000000010698046b6d7331046c61623200',
  '0007280000010000000100000463 6f727004746573740000060001c00c00ff00ff000000000000'.replace(' ', ''),
]

const nonce = new Uint8Array(8)
const issuerCertificate = validIssuerCertificate()
const confirmation = new Uint8Array(48).fill(3)
const machine = nodeCryptography.signer(new Uint8Array(32).fill(9))
const productId = '3f0b8a52-6c1d-4e7f-9a28-5b4c3d2e1f00'
const installationId = encodeInstallationId({
  kind: 'mak',
  keyFingerprint: new Uint8Array(7).fill(5),
  month: 84,
  digest: installationDigest({ publicKey: machine.publicKey, productId }, nodeCryptography),
})

/** What machines and proxies ask of an authority, and what it answers. */
const authorityMessages = [
  await signMachineActivationRequest(
    {
      productKey: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA',
      clientPublicKey: machine.publicKey,
      productId,
      clientTimeSeconds: 1_800_000_000,
      nonce,
      installationId,
    },
    machine,
  ),
  encodeMachineActivationAnswer({ nonce, installationId, confirmation, issuerCertificate }),
  encodeMachineBatchRequest({ productKey: 'x', nonce, installationIds: [installationId, installationId] }),
  encodeMachineBatchAnswer({
    nonce,
    issuerCertificate,
    items: [
      { kind: 'confirmed', installationId, confirmation },
      { kind: 'refused', code: 'activations-exhausted' },
    ],
  }),
]

const configurations = [
  '[listen]\naddress = "0.0.0.0"\nport = 1688\n[limits]\nconnections = 400\nidle_ms = 30000\n',
  '[http]\nenabled = true\naddress = "127.0.0.1"\nport = 1780\n[retention]\ndays = 90\nevents = 1000000\n',
  '[dns]\npublish = true\nttl_seconds = 3600\npublish_list = ["a.example, 0, 0"]\naddresses = ["192.0.2.1"]\n',
  '[tls]\ncertificate = "chain.pem"\nkey = "key.pem"\n[limits]\nconnections = 256\nfailed_attempts = 10\n',
  'name = "x"\nsummary = "s"\nquestion = "q"\ndays = 3\n[[products]]\nname = "p"\n[[hosts]]\nname = "h"\n[[groups]]\nname = "g"\nmachines = 3\n',
  'key "muster-key" {\n\talgorithm hmac-sha256;\n\tsecret "bXVzdGVyIG11c3RlciBtdXN0ZXIgbXVzdGVyIG11c3Rlcg==";\n};\n',
  'https://[2001:db8::1]:1780/',
  'host.example.com:1688',
]

function filesOf(folder: string): readonly string[] {
  const path = join(vectors, folder)
  return readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8'))
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
