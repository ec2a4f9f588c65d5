/** The flags of commands that show digits as a QR code too, and what such a code holds. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '@muster/core/errors'
import { svgQrCode, terminalQrCode } from './qr-code.ts'
import { httpAddress } from './values.ts'

/** A QR code in the terminal, and as a file. */
export const qrOptions = {
  qr: { summary: 'Show a QR code for the camera of a telephone.' },
  svg: { value: 'FILE', summary: 'Write the QR code as an SVG file.' },
} as const

/** Where an installation ID's code leads. */
export const deskOption = {
  value: 'URL',
  summary: "Address of the vendor's telephone desk, for the QR code.",
  environment: 'MUSTER_TELEPHONE_DESK',
  parse: httpAddress,
} as const

/** What was chosen. */
export interface QrChoice {
  readonly qr: boolean
  readonly svg: string | undefined
  readonly json: boolean
}

/** A code as it was shown or written. */
export interface ShownQr {
  /** To follow the digits; empty where nothing was asked for. */
  readonly text: string
  /** Absolute path of the SVG file. */
  readonly file: string | null
}

/** A link that carries an installation ID behind "#": a browser sends that to nobody. Without a desk the digits alone. */
export function installationIdLink(installationId: string, desk: string | undefined): string {
  return desk === undefined ? installationId : `${desk}#installation-id=${installationId}`
}

/** Shows and writes what was chosen. Rejects with `file-access`. */
export async function showQrCode(content: string, { qr, svg, json }: QrChoice): Promise<ShownQr> {
  const file = svg === undefined ? null : await writeSvg(svg, content)
  const image = qr && !json ? `\n${await terminalQrCode(content)}\n` : ''
  return { text: `${image}${file === null ? '' : `\nQR code: ${file}\n`}`, file }
}

async function writeSvg(path: string, content: string): Promise<string> {
  const absolute = resolve(path)
  try {
    await writeFile(absolute, await svgQrCode(content), { mode: 0o600 })
    return absolute
  } catch (cause) {
    throw new AppError('file-access', absolute, { cause })
  }
}
