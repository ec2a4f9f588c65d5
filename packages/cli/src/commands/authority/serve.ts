/** `muster authority serve`: the service that activates hosts. */
import { resolve } from 'node:path'
import { defineCommand } from '../../framework/command.ts'
import { formatLabels } from '../../framework/table.ts'
import { port } from '../../framework/values.ts'

const logFormats = ['text', 'json'] as const

export const command = defineCommand({
  summary: 'Run the service that activates hosts, until it is stopped.',
  description: [
    'Listens on this computer only, unless a certificate is given. The flags win over authority.toml in the data folder.',
  ],
  role: 'authority',
  json: 'value',
  options: {
    address: {
      value: 'ADDRESS',
      summary: 'Where to listen.',
      environment: 'MUSTER_AUTHORITY_LISTEN_ADDRESS',
    },
    port: {
      value: 'PORT',
      summary: 'Port to listen on; 0 takes a free one.',
      environment: 'MUSTER_AUTHORITY_LISTEN_PORT',
      parse: port,
    },
    tlsCertificate: {
      value: 'FILE',
      summary: 'Certificate with its chain, PEM.',
      environment: 'MUSTER_AUTHORITY_TLS_CERTIFICATE',
    },
    tlsKey: { value: 'FILE', summary: 'Private key, PEM.', environment: 'MUSTER_AUTHORITY_TLS_KEY' },
    logFormat: { value: 'FORMAT', summary: 'How the log is written.', choices: logFormats, default: 'text' },
    allowPlain: {
      summary: 'Plain HTTP beyond this computer, behind a proxy that ends TLS.',
      environment: 'MUSTER_AUTHORITY_LISTEN_ALLOW_PLAIN',
    },
  },
  examples: [
    { line: 'muster authority serve', does: 'on this computer only' },
    {
      line: 'muster authority serve --address 0.0.0.0 --tls-certificate cert.pem --tls-key key.pem',
      does: 'for customers',
    },
  ],
  async run(context) {
    const [{ openAuthorityFolder }, { jsonLog, textLog }] = await Promise.all([
      import('@muster/authority/main'),
      import('@muster/node'),
    ])
    const { stopSignal, terminal, options } = context
    const createLog = options.logFormat === 'json' ? jsonLog : textLog
    const log = createLog(terminal.stderr, { levelMin: context.verbose ? 'debug' : 'info' })
    const authority = await openAuthorityFolder(context.dataFolder, { values: valuesOf(options), log })
    try {
      const { address, port, url, metrics } = await authority.serve()
      context.result({ url, address, port, metrics: metrics ?? null }, () =>
        formatLabels([
          ['Authority', authority.vendor.vendorName],
          ['Listening on', url],
        ]),
      )
      await stopRequest(stopSignal)
    } finally {
      await authority.close()
    }
  },
})

function valuesOf(options: {
  readonly address: string | undefined
  readonly port: number | undefined
  readonly tlsCertificate: string | undefined
  readonly tlsKey: string | undefined
  readonly allowPlain: boolean
}) {
  const { address, port, tlsCertificate, tlsKey, allowPlain } = options
  return {
    ...(address === undefined ? {} : { 'listen.address': address }),
    ...(port === undefined ? {} : { 'listen.port': String(port) }),
    ...(tlsCertificate === undefined ? {} : { 'tls.certificate': resolve(tlsCertificate) }),
    ...(tlsKey === undefined ? {} : { 'tls.key': resolve(tlsKey) }),
    ...(allowPlain ? { 'listen.allow_plain': 'true' } : {}),
  }
}

function stopRequest(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
