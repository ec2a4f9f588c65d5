/** The tokens that people sign in with, for administrators. */
import * as v from 'valibot'
import { type AccessTokens, roles, tokenNameCharactersMax } from './access-tokens.ts'
import { type ApiRoute, route } from './api-route.ts'

const tokenFields = { id: v.string(), name: v.string(), role: v.picklist(roles), created: v.string() }
const newToken = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(tokenNameCharactersMax)),
  role: v.picklist(roles),
})

/** The routes. */
export function tokenRoutes(tokens: AccessTokens): readonly ApiRoute[] {
  return [
    route({
      method: 'GET',
      path: '/tokens',
      operation: 'listTokens',
      summary: 'Who can sign in. Nothing of the secrets is in it.',
      role: 'admin',
      result: v.array(v.object(tokenFields)),
      handle: async () => (await tokens.list()).map(withTime),
    }),
    route({
      method: 'POST',
      path: '/tokens',
      operation: 'makeToken',
      summary: 'Make a token; it is shown in this answer and never again.',
      role: 'admin',
      body: newToken,
      result: v.object({ ...tokenFields, token: v.string() }),
      detail: ({ body }) => `${body.name} (${body.role})`,
      handle: async ({ body }) => withTime(await tokens.issue(body)),
    }),
    route({
      method: 'DELETE',
      path: '/tokens/:id',
      operation: 'removeToken',
      summary: 'Remove a token; who signed in with it is signed out.',
      role: 'admin',
      detail: ({ parameters }) => parameters.id ?? '',
      handle: async ({ parameters }) => {
        await tokens.remove(parameters.id ?? '')
      },
    }),
  ]
}

function withTime<Token extends { readonly createdAtMs: number }>({ createdAtMs, ...token }: Token) {
  return { ...token, created: new Date(createdAtMs).toISOString() }
}
