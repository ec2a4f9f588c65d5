/** QR codes for a telephone's camera: in the terminal, or as an SVG file. */

/** A QR code of block characters. */
export async function terminalQrCode(text: string): Promise<string> {
  const { default: qrCode } = await import('qrcode')
  return qrCode.toString(text, { type: 'utf8', errorCorrectionLevel: 'M' })
}

/** A QR code as an SVG document. */
export async function svgQrCode(text: string): Promise<string> {
  const { default: qrCode } = await import('qrcode')
  return qrCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M' })
}
