/** Verifies a confirmation with the published packages, as a product does that met one. */
import { readFile } from 'node:fs/promises'
import { withConfirmations } from '@muster/core/confirming'
import { verifyMachineConfirmation } from '@muster/core/documents'
import { nodeCryptography } from '@muster/node'

const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'))
const vector = JSON.parse(await readFile(process.argv[2], 'utf8'))
const { publicKey, keyFingerprint, month, ...about } = vector.machine
const verified = verifyMachineConfirmation(
  {
    keyFingerprint: bytes(keyFingerprint),
    month,
    confirmation: bytes(vector.confirmation),
    issuerCertificate: bytes(vector.issuerCertificate),
  },
  { publicKey: bytes(publicKey), ...about, roots: vector.roots.map(bytes) },
  await withConfirmations(nodeCryptography),
)
console.log(JSON.stringify({ node: process.versions.node, month: verified.month }))
