/**
 * The tokens that people sign in with. A token is shown once; what is kept is its hash, so that nobody who reads the
 * file can sign in. The file is read anew each time: a token that another process makes or removes counts at once.
 */
import { toHex } from '@muster/core/bytes'
import { AppError } from '@muster/core/errors'
import type { Clock, Files, Random, Verifier } from '@muster/core/ports'
import * as v from 'valibot'

/** What somebody may do: look, or change as well. */
export const roles = ['viewer', 'admin'] as const
/** One of {@link roles}. */
export type Role = (typeof roles)[number]

/** The most tokens that one service has. */
export const tokensMax = 100
/** The longest name of a token. */
export const tokenNameCharactersMax = 80

const fileName = 'access.json'
const lockName = 'access'
const lockWaitMs = 5_000
const secretBytes = 24
const idBytes = 4
const tokenPattern = /^[a-z]{6}_[0-9a-f]{48}$/
const tokenPrefix = 'muster'
const hashDomain = 'muster/access-token/1:'

const tokenSchema = v.object({
  id: v.string(),
  name: v.string(),
  role: v.picklist(roles),
  hash: v.string(),
  createdAtMs: v.number(),
})
const fileSchema = v.object({ tokens: v.array(tokenSchema) })
type StoredToken = v.InferOutput<typeof tokenSchema>

/** A token as it is listed: nothing of its secret. */
export interface AccessToken {
  readonly id: string
  /** Whom or what it was made for. */
  readonly name: string
  readonly role: Role
  readonly createdAtMs: number
}

/** A token as it is shown once. */
export interface IssuedAccessToken extends AccessToken {
  readonly token: string
}

/** A token that was made or removed. */
export interface AccessTokenChange {
  readonly action: 'makeToken' | 'removeToken'
  readonly token: AccessToken
}

/** What tokens need. */
export interface AccessTokenPorts {
  readonly files: Files
  readonly clock: Clock
  readonly random: Random
  readonly cryptography: Pick<Verifier, 'sha256'>
  /** Writes the audit log where nobody else does; the change is made by then. */
  readonly onChange?: (change: AccessTokenChange) => Promise<void>
}

/** The tokens of one service. */
export class AccessTokens {
  readonly #ports: AccessTokenPorts

  constructor(ports: AccessTokenPorts) {
    this.#ports = ports
  }

  async list(): Promise<readonly AccessToken[]> {
    return (await this.#read()).map(withoutHash)
  }

  /** Makes a token. Rejects with `config-invalid` where the name is empty or too long, or there are too many. */
  async issue({ name, role }: { readonly name: string; readonly role: Role }): Promise<IssuedAccessToken> {
    const { random, clock } = this.#ports
    const text = name.trim()
    if (text === '' || text.length > tokenNameCharactersMax)
      throw new AppError('config-invalid', `name: 1 to ${tokenNameCharactersMax} characters.`)
    const token = `${tokenPrefix}_${toHex(random.bytes(secretBytes))}`
    const id = toHex(random.bytes(idBytes))
    const stored = { id, name: text, role, hash: this.#hash(token), createdAtMs: clock.nowMs() }
    await this.#change((tokens) => {
      if (tokens.length >= tokensMax) throw new AppError('config-invalid', `At most ${tokensMax} tokens.`)
      return [...tokens, stored]
    })
    await this.#ports.onChange?.({ action: 'makeToken', token: withoutHash(stored) })
    return { ...withoutHash(stored), token }
  }

  /** Removes a token; who signed in with it is signed out. Rejects with `access-token-unknown`. */
  async remove(id: string): Promise<AccessToken> {
    let removed: StoredToken | undefined
    await this.#change((tokens) => {
      removed = tokens.find((token) => token.id === id)
      return tokens.filter((token) => token.id !== id)
    })
    if (removed === undefined) throw new AppError('access-token-unknown')
    await this.#ports.onChange?.({ action: 'removeToken', token: withoutHash(removed) })
    return withoutHash(removed)
  }

  /** The token with this text, or undefined. Compared by hash: how long it takes tells nothing of the secret. */
  async find(text: string): Promise<AccessToken | undefined> {
    const candidate = text.trim()
    if (!tokenPattern.test(candidate)) return undefined
    const hash = this.#hash(candidate)
    const found = (await this.#read()).find((token) => token.hash === hash)
    return found === undefined ? undefined : withoutHash(found)
  }

  /** The token with this id, or undefined. */
  async byId(id: string): Promise<AccessToken | undefined> {
    return (await this.list()).find((token) => token.id === id)
  }

  #hash(token: string): string {
    return toHex(this.#ports.cryptography.sha256(new TextEncoder().encode(hashDomain + token)))
  }

  async #read(): Promise<readonly StoredToken[]> {
    const content = await this.#ports.files.read(fileName)
    return content === undefined ? [] : parse(content)
  }

  async #change(change: (tokens: readonly StoredToken[]) => readonly StoredToken[]): Promise<void> {
    const { files } = this.#ports
    await files.exclusively(lockName, lockWaitMs, async () => {
      const tokens = change(await this.#read())
      await files.write(fileName, new TextEncoder().encode(`${JSON.stringify({ tokens }, null, 2)}\n`))
    })
  }
}

/** A file that cannot be read lets nobody in. Throws `state-damaged`. */
function parse(content: Uint8Array): readonly StoredToken[] {
  try {
    return v.parse(fileSchema, JSON.parse(new TextDecoder().decode(content))).tokens
  } catch (cause) {
    throw new AppError('state-damaged', `${fileName}.`, { cause })
  }
}

function withoutHash({ id, name, role, createdAtMs }: StoredToken): AccessToken {
  return { id, name, role, createdAtMs }
}
