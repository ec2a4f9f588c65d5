/** What each field of `authority.toml` means, in words: docs/operating/configuration.md is written from it and the schema. */
import type { AuthorityConfigField } from './config.ts'

/** By field. */
export const authorityConfigMeanings: Readonly<Record<AuthorityConfigField, string>> = {
  'listen.address': 'Where customers reach the authority; beyond this computer only with a certificate.',
  'listen.port': 'Port of it; 0 takes a free one.',
  'listen.allow_plain': 'Plain HTTP beyond this computer, behind a proxy that ends TLS.',
  'console.enabled':
    'Whether the console is served on the same address; without it only where nobody beyond this computer reaches it.',
  'metrics.enabled': 'Whether monitoring may ask, on an address of its own.',
  'metrics.address': 'Where. There is no sign-in: keep it inside your network.',
  'metrics.port': 'Port of it; 0 takes a free one.',
  'tls.certificate':
    'PEM file with the certificate and its chain, relative to the data folder; read at the start.',
  'tls.key': 'PEM file with its private key.',
  'limits.connections': 'Connections at once.',
  'limits.failed_attempts': 'Failed attempts with a key that one address has a minute.',
  'limits.request_ms': 'How long one request may take to arrive.',
  'limits.stop_ms': 'How long a stop waits for what was accepted.',
}
