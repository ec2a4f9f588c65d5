/** A QR code as a drawing; what draws it is loaded where one is shown. */
import { useEffect, useState } from 'preact/hooks'

const quietModules = 4

/** The code of a text. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [drawing, setDrawing] = useState<{ readonly size: number; readonly path: string }>()
  useEffect(() => {
    let isWanted = true
    void draw(text).then((drawn) => {
      if (isWanted) setDrawing(drawn)
    })
    return () => {
      isWanted = false
    }
  }, [text])
  if (drawing === undefined) return <div class="qr-code" aria-hidden="true" />
  const side = drawing.size + 2 * quietModules
  return (
    <svg class="qr-code" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`}>
      <rect width={side} height={side} fill="#fff" />
      <path d={drawing.path} fill="#000" shape-rendering="crispEdges" />
    </svg>
  )
}

async function draw(text: string) {
  const { create } = await import('qrcode')
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const dark = Array.from(modules.data, (value, index) =>
    value === 0 ? '' : `M${(index % size) + quietModules} ${Math.floor(index / size) + quietModules}h1v1h-1z`,
  )
  return { size, path: dark.join('') }
}
