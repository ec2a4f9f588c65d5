/** `token new`, `token list` and `token remove`: the same for the host and the authority. */
import type { AccessToken, AccessTokens } from '@muster/console'
import { defineCommand } from '../framework/command.ts'
import type { CommandContext } from '../framework/context.ts'
import { formatTable } from '../framework/table.ts'
import { formatTime } from '../framework/times.ts'

const roles = ['viewer', 'admin'] as const

/** Whose tokens, and how they are opened. */
export interface TokenPlace {
  readonly role: 'host' | 'authority'
  readonly withTokens: <Result>(
    context: Pick<CommandContext, 'dataFolder' | 'terminal'>,
    work: (tokens: AccessTokens) => Promise<Result>,
  ) => Promise<Result>
}

/** `token new`. */
export function newTokenCommand({ role, withTokens }: TokenPlace) {
  return defineCommand({
    summary: 'Make a token to sign in to the console and its API.',
    description: [
      'The token is shown once; what is kept is its hash. A viewer may look, an admin may change.',
    ],
    role,
    json: 'value',
    options: {
      role: { value: 'ROLE', summary: 'What it allows.', choices: roles, default: 'viewer' },
      name: {
        value: 'NAME',
        summary: 'Whom it is for; the audit log names it.',
        default: 'command line',
      },
    },
    examples: [
      {
        line: `muster ${role} token new --role admin --name anna`,
        does: 'for somebody who may change things',
      },
      { line: `muster ${role} token new --name "wall display"`, does: 'for somebody who may look' },
    ],
    async run(context) {
      const { name, role: granted } = context.options
      const made = await withTokens(context, (tokens) => tokens.issue({ name, role: granted }))
      context.result(made, () =>
        [
          `A token for ${made.name} (${made.role}). It is not shown again:`,
          made.token,
          `Remove it with "muster ${role} token remove ${made.id}".`,
        ].join('\n'),
      )
    },
  })
}

/** `token list`. */
export function listTokensCommand({ role, withTokens }: TokenPlace) {
  return defineCommand({
    summary: 'Show who can sign in to the console and its API.',
    role,
    json: 'value',
    examples: [{ line: `muster ${role} token list`, does: 'names, roles and ids; never a token' }],
    async run(context) {
      const tokens = await withTokens(context, (known) => known.list())
      const shown = tokens.map(({ createdAtMs, ...token }) => ({
        ...token,
        created: new Date(createdAtMs).toISOString(),
      }))
      context.result(shown, () =>
        shown.length === 0
          ? `Nobody can sign in. Make a token with "muster ${role} token new --role admin".`
          : formatTable(shown, columns, context.columns),
      )
    },
  })
}

/** `token remove`. */
export function removeTokenCommand({ role, withTokens }: TokenPlace) {
  return defineCommand({
    summary: 'Remove a token; who signed in with it is signed out.',
    role,
    json: 'value',
    destructive: true,
    arguments: { id: { label: 'ID', summary: 'The id of the token, as the list shows it.' } },
    examples: [{ line: `muster ${role} token remove 5f2c9a01 --yes`, does: 'without a question' }],
    async run(context) {
      const { id } = context.arguments
      await context.confirm(`Remove the token ${id}? Who uses it can no longer sign in.`)
      const { createdAtMs: _made, ...removed } = await withTokens(context, (tokens) => tokens.remove(id))
      context.result(removed, () => `The token of ${removed.name} is removed.`)
    },
  })
}

type ShownToken = Omit<AccessToken, 'createdAtMs'> & { readonly created: string }

const columns = [
  { heading: 'Id', text: (token: ShownToken) => token.id },
  { heading: 'Name', text: (token: ShownToken) => token.name },
  { heading: 'Role', text: (token: ShownToken) => token.role },
  { heading: 'Made', text: (token: ShownToken) => formatTime(token.created) },
] as const
