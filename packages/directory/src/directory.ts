/** One directory, open: what the commands of `muster directory` stand on. */
import { uuidBytesLength, uuidToText, withUuidVersion } from '@muster/core/bytes'
import { withConfirmations } from '@muster/core/confirming'
import { isTelephoneObject, readActivationObject } from '@muster/core/documents'
import { assert } from '@muster/core/errors'
import { checkNewObject } from '@muster/core/issuing'
import type { DirectoryObject } from '@muster/core/ports'
import type { DirectoryAccess } from './access.ts'
import { type AuthorityPorts, type AuthorityQuestion, requestObject } from './authority-objects.ts'
import type { ServerPorts } from './find-servers.ts'
import {
  type Publication,
  prepareContainer,
  proveWritable,
  readAllObjects,
  readObject,
  removeObject,
  writeObject,
} from './object-store.ts'
import { type ListedObject, type ObjectVerdict, type ObjectView, verdictOn, viewOf } from './object-view.ts'
import { openDirectory } from './open-directory.ts'
import { type DirectoryPlace, findPlace } from './place.ts'
import type { DirectorySession } from './session.ts'
import { forestInstallationDigits, objectFromConfirmation, type TypedObject } from './telephone-objects.ts'

/** What a directory needs of the world. */
export type DirectoryPorts = ServerPorts & AuthorityPorts

/** An object that was published, and where. */
export interface PublishedObject extends ObjectView {
  readonly publication: Publication['kind']
}

/** A directory that was reached. Every method rejects with the codes of a session beside those it names. */
export class Directory implements AsyncDisposable {
  readonly place: DirectoryPlace
  readonly #session: DirectorySession
  readonly #ports: DirectoryPorts

  private constructor(session: DirectorySession, place: DirectoryPlace, ports: DirectoryPorts) {
    this.place = place
    this.#session = session
    this.#ports = ports
  }

  /** Rejects with the codes of `openDirectory` and of `findPlace`. */
  static async open(access: DirectoryAccess, ports: DirectoryPorts): Promise<Directory> {
    const session = await openDirectory(access, ports)
    try {
      return new Directory(session, await findPlace(session, access.base), ports)
    } catch (error) {
      await session.close()
      throw error
    }
  }

  /** The server that was reached, as `host:port`. */
  get server(): string {
    return this.#session.server
  }

  /** All objects, as they say of themselves. */
  async list(): Promise<readonly ListedObject[]> {
    const objects = await readAllObjects(this.#session, this.place)
    return objects.map((object) => viewOf(object, this.#ports.cryptography))
  }

  /** One object with its bytes. Rejects with `directory-object-missing`. */
  async inspect(objectId: string): Promise<{ readonly view: ListedObject; readonly document: Uint8Array }> {
    const object = await readObject(this.#session, this.place, objectId)
    return { view: viewOf(object, this.#ports.cryptography), document: object.document }
  }

  /** Verifies one object or all of them as a member does. Rejects with `directory-object-missing`. */
  async verify(
    expected: { readonly roots: readonly Uint8Array[]; readonly productGroup?: number },
    objectId?: string,
  ): Promise<readonly ObjectVerdict[]> {
    const objects =
      objectId === undefined
        ? await readAllObjects(this.#session, this.place)
        : [await readObject(this.#session, this.place, objectId)]
    const verifier = await this.#verifierFor(objects)
    const at = { ...expected, nowSeconds: this.#nowSeconds() }
    return objects.map((object) => verdictOn(object, this.place, at, verifier))
  }

  /** Makes the container where it is missing; true where it was made. */
  prepare(): Promise<boolean> {
    return prepareContainer(this.#session, this.place)
  }

  /** Asks the vendor's authority for an object, once it is sure that it can be published. Rejects as `requestObject`. */
  async publishOnline(question: AuthorityQuestion): Promise<PublishedObject> {
    const probe = withUuidVersion(this.#ports.random.bytes(uuidBytesLength), 4)
    await proveWritable(this.#session, this.place, uuidToText(probe))
    const { document } = await requestObject(question, this.place, this.#ports)
    return this.#publish(document, question.roots)
  }

  /** Publishes what a confirmation by telephone makes. Rejects as `objectFromConfirmation`. */
  async publishConfirmed(typed: TypedObject): Promise<PublishedObject> {
    const { cryptography } = this.#ports
    const { document } = await objectFromConfirmation(typed, this.place, this.#nowSeconds(), cryptography)
    return this.#publish(document, typed.roots)
  }

  /** Publishes an object from a file. Rejects with the codes of a document: what no member accepts is not published. */
  publishDocument(document: Uint8Array, roots: readonly Uint8Array[]): Promise<PublishedObject> {
    return this.#publish(document, roots)
  }

  /** The digits to read out for a host key. Throws the codes of a product key. */
  installationId(productKey: string): string {
    return forestInstallationDigits(this.place, productKey, this.#nowSeconds(), this.#ports.cryptography)
  }

  /** Takes an object away; its distinguished name. Rejects with `directory-object-missing`. */
  remove(objectId: string): Promise<string> {
    return removeObject(this.#session, this.place, objectId)
  }

  close(): Promise<void> {
    return this.#session.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #publish(document: Uint8Array, roots: readonly Uint8Array[]): Promise<PublishedObject> {
    const verifier = await this.#verifierFor([{ document }])
    const { forestId } = this.place
    const [productGroup = -1] = readActivationObject(document, verifier).productGroups
    const nowSeconds = this.#nowSeconds()
    const expected = { forestId, productGroup, nowSeconds, ...(roots.length === 0 ? {} : { roots }) }
    const object = checkNewObject(document, expected, verifier)
    const { dn, kind: publication } = await writeObject(this.#session, this.place, object, document)
    const view = viewOf({ dn, name: object.objectId, document }, verifier)
    assert(view.kind === 'object', 'what was verified can be read')
    const { kind: _kind, ...shown } = view
    return { ...shown, publication }
  }

  #nowSeconds(): number {
    return Math.floor(this.#ports.clock.nowMs() / 1_000)
  }

  /** Short signatures are loaded only where an object needs them. */
  async #verifierFor(objects: readonly Pick<DirectoryObject, 'document'>[]) {
    const { cryptography } = this.#ports
    const isNeeded = objects.some(({ document }) => isTelephoneObject(document))
    return isNeeded ? await withConfirmations(cryptography) : cryptography
  }
}
