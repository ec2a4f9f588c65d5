/** A console over files in memory, with a clock that the test moves. */
import { createHash, randomBytes } from 'node:crypto'
import type { Files } from '@muster/core/ports'
import { AccessTokens } from './access-tokens.ts'
import type { ApiRoute } from './api-route.ts'
import type { ConsoleAudit } from './audit-entry.ts'
import type { Assets } from './console-ports.ts'
import { createFace, type Face } from './face.ts'

/** Files that nobody else has. */
export function memoryFiles(): Files {
  const contents = new Map<string, Uint8Array>()
  return {
    read: (name) => Promise.resolve(contents.get(name)),
    write: async (name, content) => void contents.set(name, content),
    rename: async (from, to) => {
      const content = contents.get(from)
      if (content !== undefined) contents.set(to, content)
      contents.delete(from)
    },
    remove: async (name) => void contents.delete(name),
    exclusively: (_name, _waitMs, work) => work(),
  }
}

/** A console under test. */
export class FaceUnderTest {
  readonly audited: ConsoleAudit[] = []
  readonly defects: unknown[] = []
  readonly files = memoryFiles()
  readonly tokens: AccessTokens
  readonly face: Face
  nowMs = Date.UTC(2026, 0, 1)

  constructor(routes: readonly ApiRoute[], assets: Assets = new Map()) {
    const ports = {
      clock: { nowMs: () => this.nowMs },
      random: { bytes: (length: number) => new Uint8Array(randomBytes(length)) },
      cryptography: {
        sha256: (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest()),
      },
      files: this.files,
    }
    this.tokens = new AccessTokens(ports)
    const options = { face: 'host', title: 'Test', routes, isSecure: true } as const
    const audit = async (entry: ConsoleAudit) => void this.audited.push(entry)
    const onDefect = (_operation: string, error: unknown) => void this.defects.push(error)
    this.face = createFace(options, { ...ports, assets, audit, onDefect })
  }

  /** One request from an address. */
  async ask(path: string, init: RequestInit = {}, address = '192.0.2.1'): Promise<Response> {
    return this.face.app.request(path, init, { remoteAddress: address })
  }

  /** Signs in; the cookie as the browser sends it back. */
  async signIn(role: 'viewer' | 'admin'): Promise<string> {
    const { token } = await this.tokens.issue({ name: 'anna', role })
    const response = await this.ask('/api/v1/session', change({ body: { token } }))
    return response.headers.get('set-cookie')?.split(';')[0] ?? ''
  }
}

/** A call that changes something, as the console's own page sends it. */
export function change(
  options: { readonly method?: string; readonly body?: unknown; readonly cookie?: string } = {},
): RequestInit {
  const { method = 'POST', body, cookie } = options
  return {
    method,
    headers: {
      'content-type': 'application/json',
      'x-muster-request': '1',
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
}

/** The code of a problem. */
export async function codeOfResponse(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code
}
