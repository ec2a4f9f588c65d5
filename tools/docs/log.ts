/** docs/operating/log.md, written from the list of lines: `node tools/docs/log.ts` writes it anew. */
import { writeFileSync } from 'node:fs'
import { logEvents } from '@muster/core/ports'

/** Where the text belongs. */
export const logFile = new URL('../../docs/operating/log.md', import.meta.url)

const introduction = `# The log

What services write to standard error: one event a line. \`muster host serve --log-format json\` and \`muster authority serve --log-format json\`
write a JSON object with \`time\` (ISO 8601, UTC), \`level\` (\`debug\`, \`info\`, \`warn\`, \`error\`), \`event\` and the facts of the event; without it
the same stands as text. \`--verbose\` adds \`debug\`. Control characters are escaped: nothing that a peer sends makes a line of its own.

No line holds a product key, a private key, a token or an installation ID. Lines about peers are few: some a minute for each code, and the next
one says how many were left out (\`suppressed\`, \`omitted\`). Every code has its sentence and remedy in [errors.md](../errors.md).

The log is for whoever runs the service. Who did what stands elsewhere and is kept: events 12290 to 12412 on a host (\`muster host events\`), the audit log
of an authority (\`muster authority audit\`).

This file is written from the list in \`packages/core/src/ports/log-events.ts\`; nothing else can be written. \`node tools/docs/log.ts\` makes it anew.

| event | says |
| --- | --- |
`

/** The whole file. */
export function logMarkdown(): string {
  const rows = Object.entries(logEvents).map(([name, meaning]) => `| \`${name}\` | ${meaning} |\n`)
  return introduction + rows.join('')
}

if (import.meta.main) writeFileSync(logFile, logMarkdown())
