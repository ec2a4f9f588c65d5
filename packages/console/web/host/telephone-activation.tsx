/** A host key activated without a connection: digits to read out, digits that come back, and the vendor's media. */
import { useState } from 'preact/hooks'
import { CopyButton, Loading, ProblemNote, WorkButton } from '../components/basics.tsx'
import { DigitGroups, emptyGroups, rightGroups } from '../components/digit-groups.tsx'
import { QrCode } from '../components/qr-code.tsx'
import { call } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'

const groupCount = 20
const bytesPerStep = 8_192
/** Names of the files, as the vendor's media have them. */
const mediaFiles = {
  issuerCertificate: 'issuer.certificate',
  catalogue: 'products.catalogue',
  vendorRoot: 'vendor-root.pub',
} as const

interface Media {
  readonly issuerCertificate: string
  readonly catalogue: string
  readonly vendorRoot?: string
}

/** The steps. */
export function TelephoneActivation({
  partialProductKey,
  reload,
}: {
  readonly partialProductKey: string
  readonly reload: () => void
}) {
  const path = `/keys/${partialProductKey}`
  const shown = useLoad(() => call<{ readonly installationId: string }>(`${path}/installation-id`), path)
  const [groups, setGroups] = useState(() => emptyGroups(groupCount))
  const [media, setMedia] = useState<Media>()
  const [missing, setMissing] = useState('')
  const choose = async (files: readonly File[]) => {
    const read = await mediaOf(files)
    setMedia('media' in read ? read.media : undefined)
    setMissing('missing' in read ? read.missing : '')
  }
  const confirm = async () => {
    const body = { confirmationId: groups.join('-'), ...media }
    await call(`${path}/confirm`, { method: 'POST', body })
    reload()
  }
  return (
    <div class="by-telephone">
      <h4>1. Read these digits to the vendor, or hold the code before their camera</h4>
      <ProblemNote problem={shown.problem} />
      {shown.data === undefined ? (
        <Loading rows={3} />
      ) : (
        <InstallationId installationId={shown.data.installationId} />
      )}
      <h4>2. Type what they read back</h4>
      <DigitGroups label="Confirmation ID" groups={groups} onChange={setGroups} scans />
      <h4>3. Choose the files of the vendor’s media</h4>
      <label>
        {mediaFiles.issuerCertificate} and {mediaFiles.catalogue}
        <input
          type="file"
          multiple
          onChange={(event) => void choose([...(event.currentTarget.files ?? [])])}
        />
      </label>
      {missing === '' ? null : (
        <p class="notice bad" role="alert">
          {missing} is missing. The files are on the medium of the product; nothing of them is secret.
        </p>
      )}
      <WorkButton
        kind="primary"
        work={confirm}
        disabled={rightGroups(groups) < groupCount || media === undefined}
      >
        Activate with these digits
      </WorkButton>
    </div>
  )
}

function InstallationId({ installationId }: { readonly installationId: string }) {
  return (
    <div class="installation-id">
      <div>
        <ol class="plain read-back">
          {installationId.split('-').map((group, index) => (
            <li key={index}>{group}</li>
          ))}
        </ol>
        <CopyButton text={installationId} label="Copy all" />
      </div>
      <QrCode text={installationId} label="The installation ID as a QR code" />
    </div>
  )
}

async function mediaOf(
  files: readonly File[],
): Promise<{ readonly media: Media } | { readonly missing: string }> {
  const named = (name: string) => files.find((file) => file.name === name)
  const [issuer, catalogue, root] = Object.values(mediaFiles).map(named)
  if (issuer === undefined) return { missing: mediaFiles.issuerCertificate }
  if (catalogue === undefined) return { missing: mediaFiles.catalogue }
  const media = { issuerCertificate: await base64(issuer), catalogue: await base64(catalogue) }
  return { media: root === undefined ? media : { ...media, vendorRoot: (await root.text()).trim() } }
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let start = 0; start < bytes.length; start += bytesPerStep)
    text += String.fromCharCode(...bytes.subarray(start, start + bytesPerStep))
  return btoa(text)
}
