/** A code before the camera, where the browser can read one by itself; no picture leaves the page. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { Dialog } from './basics.tsx'

const lookEveryMs = 250

interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>
}

type DetectorConstructor = new (options: { readonly formats: readonly string[] }) => Detector

const detectorOf = (globalThis as { readonly BarcodeDetector?: DetectorConstructor }).BarcodeDetector

/** The button; nothing where the browser reads no codes or has no camera. */
export function ScanButton({ onText }: { readonly onText: (text: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  if (detectorOf === undefined || navigator.mediaDevices === undefined) return null
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Scan a QR code
      </button>
      {isOpen ? (
        <Camera
          detector={new detectorOf({ formats: ['qr_code'] })}
          onText={(text) => {
            setOpen(false)
            onText(text)
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

function Camera({
  detector,
  onText,
  onClose,
}: {
  readonly detector: Detector
  readonly onText: (text: string) => void
  readonly onClose: () => void
}) {
  const video = useRef<HTMLVideoElement>(null)
  const [isRefused, setRefused] = useState(false)
  useEffect(() => {
    let stream: MediaStream | undefined
    let isClosed = false
    const look = setInterval(async () => {
      const element = video.current
      if (element === null || element.readyState < element.HAVE_CURRENT_DATA) return
      const [code] = await detector.detect(element).catch(() => [])
      if (code !== undefined && !isClosed) onText(code.rawValue)
    }, lookEveryMs)
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }).then(
      (opened) => {
        stream = opened
        if (isClosed) stop(opened)
        else if (video.current !== null) video.current.srcObject = opened
      },
      () => setRefused(true),
    )
    return () => {
      isClosed = true
      clearInterval(look)
      if (stream !== undefined) stop(stream)
    }
  }, [])
  return (
    <Dialog title="Scan a QR code" onClose={onClose}>
      {isRefused ? (
        <p>The browser does not let this page use a camera. Type or paste the digits.</p>
      ) : (
        <video class="camera" ref={video} autoPlay playsInline muted />
      )}
      <div class="actions">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  )
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
