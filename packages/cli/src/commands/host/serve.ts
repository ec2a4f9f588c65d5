/** `muster host serve`: the service, until it is asked to end. */
import { defineCommand } from '../../framework/command.ts'
import { untilStopped } from '../../framework/until-stopped.ts'

const logFormats = ['text', 'json'] as const

export const command = defineCommand({
  summary: 'Answer machines until Ctrl-C.',
  description: [
    'Addresses, limits and retention come from host.toml in the data folder and from MUSTER_HOST_… in the environment. The log goes to standard error.',
    'At Ctrl-C or a request to end, what was accepted is answered first.',
  ],
  role: 'host',
  json: 'lines',
  options: {
    logFormat: { value: 'FORMAT', summary: 'How the log is written.', choices: logFormats, default: 'text' },
  },
  examples: [
    { line: 'muster host serve', does: 'on the configured port, 1688 unless changed' },
    { line: 'muster host serve --log-format json', does: 'with a log for machines' },
  ],
  async run(context) {
    const [{ openHostFolder }, { jsonLog, textLog }, { hostInsight }] = await Promise.all([
      import('@muster/host/main'),
      import('@muster/node'),
      import('../../insight/host-insight.ts'),
    ])
    const { stopSignal, terminal } = context
    const createLog = context.options.logFormat === 'json' ? jsonLog : textLog
    const log = createLog(terminal.stderr, { levelMin: context.verbose ? 'debug' : 'info' })
    const { dataFolder } = context
    const { environment } = terminal
    const insight = hostInsight({ dataFolder, environment })
    await using folder = await openHostFolder(dataFolder, { environment, log, insight })
    const { addresses } = await folder.serve()
    const { tcp, http } = addresses
    context.item({ listening: tcp, http: http ?? null }, () =>
      [
        `Listening on port ${tcp.port} (${tcp.address}).`,
        ...(http === undefined ? [] : [`Console and HTTP on http://${http.address}:${http.port}/`]),
      ].join('\n'),
    )
    await untilStopped(stopSignal)
  },
})
