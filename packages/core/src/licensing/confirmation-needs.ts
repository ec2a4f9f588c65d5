/** Whether confirmations will have to be checked: short signatures are loaded only then. */
import { isTelephoneCertificate, isTelephoneObject } from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import { decodePacket } from '../wire/index.ts'
import type { ClientEvent } from './client-step.ts'
import type { InstallationState, ProductState } from './installation-state.ts'

/** Whether loading this kept state checks a confirmation. */
export function stateNeedsConfirmations({ products }: Pick<InstallationState, 'products'>): boolean {
  return products.some(isConfirmedProduct)
}

/** Whether this event brings one. */
export function eventNeedsConfirmations(event: ClientEvent): boolean {
  if (event.kind === 'authority-answered' || event.kind === 'confirmation-typed') return true
  if (event.kind === 'directory-read') {
    const objects = event.outcome.kind === 'read' ? event.outcome.reading.objects : []
    return objects.some(({ document }) => isTelephoneObject(document))
  }
  return event.kind === 'packet-received' && bringsTelephoneCertificate(event.packet)
}

function isConfirmedProduct({ confirmation, evidence, heldCertificates, directory }: ProductState): boolean {
  const certificates = [evidence, heldCertificates].map((held) => held?.hostCertificate)
  return (
    confirmation !== undefined ||
    (directory !== undefined && isTelephoneObject(directory.document)) ||
    certificates.some((certificate) => certificate !== undefined && isTelephoneCertificate(certificate))
  )
}

/** A packet that cannot be read brings nothing; what is wrong with it is found where it is handled. */
function bringsTelephoneCertificate(packet: Uint8Array): boolean {
  try {
    const received = decodePacket(packet)
    if (received.kind !== 'answer' || received.certificates === undefined) return false
    return isTelephoneCertificate(received.certificates.hostCertificate)
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
