/** A self-signed certificate (RFC 5280) for the name localhost, made for one test. */
import { createSign, generateKeyPairSync } from 'node:crypto'

const sha256WithEcdsa = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
const commonName = Buffer.from('0603550403', 'hex')
const subjectAltName = Buffer.from('0603551d11', 'hex')
const dnsNameTag = 0x82

/** Certificate and private key in PEM. */
export function selfSignedIdentity(): { readonly certificate: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const content = certificateContent(publicKey.export({ format: 'der', type: 'spki' }))
  const signature = createSign('sha256').update(content).sign(privateKey)
  const der = sequence(content, sha256WithEcdsa, bitString(signature))
  const base64 = der.toString('base64').replaceAll(/(.{64})/g, '$1\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

function certificateContent(publicKey: Buffer): Buffer {
  const version = element(0xa0, Buffer.from('020102', 'hex'))
  const serial = Buffer.from('020101', 'hex')
  const name = sequence(element(0x31, sequence(commonName, element(0x0c, Buffer.from('localhost')))))
  const validity = sequence(utcTime('250101000000Z'), utcTime('490101000000Z'))
  const names = sequence(element(dnsNameTag, Buffer.from('localhost')))
  const extensions = element(0xa3, sequence(sequence(subjectAltName, element(0x04, names))))
  return sequence(version, serial, sha256WithEcdsa, name, validity, name, publicKey, extensions)
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts))
}

function bitString(content: Buffer): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), content]))
}

function utcTime(text: string): Buffer {
  return element(0x17, Buffer.from(text))
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), content])
}
