/** Where an activation host is asked: over TCP, or over HTTP where only that passes. */
import { AppError } from '../errors/index.ts'
import { defaultPort } from '../wire/index.ts'

/** An activation host as the administrator names it or as it was found. */
export type HostAddress =
  | { readonly kind: 'tcp'; readonly name: string; readonly port: number }
  | { readonly kind: 'http'; readonly url: string }

/** How the client came to know a host. */
export type HostSource = 'pinned' | 'cached' | 'dns'

export const hostAddressCharactersMax = 300
const portMax = 65_535

/**
 * Reads `name`, `name:port`, `[IPv6]:port` or an http(s) URL; without a port it is 1688.
 * Throws `host-address-invalid`.
 */
export function parseHostAddress(text: string): HostAddress {
  const trimmed = text.trim()
  if (trimmed.length > hostAddressCharactersMax) throw new AppError('host-address-invalid', 'It is too long.')
  if (/^https?:\/\//i.test(trimmed)) return parseUrl(trimmed)
  const match = /^(?:\[([0-9a-f:.%a-z]+)\]|([^\s:[\]/]+))(?::(\d{1,5}))?$/i.exec(trimmed)
  const name = match?.[1] ?? match?.[2] ?? (isBareIpv6(trimmed) ? trimmed : undefined)
  if (name === undefined) throw new AppError('host-address-invalid', 'Expected NAME:PORT or a URL.')
  const port = match?.[3] === undefined ? defaultPort : Number(match[3])
  return tcpAddress(name, port)
}

/** A checked TCP address. Throws `host-address-invalid`. */
export function tcpAddress(name: string, port: number): HostAddress {
  if (!/^[\w.:%-]+$/.test(name) || name.length > hostAddressCharactersMax)
    throw new AppError('host-address-invalid', 'The name contains characters that no host name has.')
  if (!Number.isInteger(port) || port < 1 || port > portMax)
    throw new AppError('host-address-invalid', 'The port is not 1 to 65535.')
  return { kind: 'tcp', name, port }
}

/** A host as text, as {@link parseHostAddress} reads it. */
export function formatHostAddress(host: HostAddress): string {
  if (host.kind === 'http') return host.url
  return host.name.includes(':') ? `[${host.name}]:${host.port}` : `${host.name}:${host.port}`
}

function parseUrl(text: string): HostAddress {
  if (!/^https?:\/\/[\w.:%[\]-]+(?:\/[\w.~/%-]*)?$/i.test(text))
    throw new AppError('host-address-invalid', 'The URL is not a plain http(s) address.')
  return { kind: 'http', url: text.replace(/\/+$/, '') }
}

function isBareIpv6(text: string): boolean {
  return text.split(':').length > 2 && /^[0-9a-f:.]+$/i.test(text)
}
