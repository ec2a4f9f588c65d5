/** `muster host prepare-store`: the tables of the shared store, made by a role that may. */
import { defineCommand } from '../../framework/command.ts'

export const command = defineCommand({
  summary: 'Make or update the tables of a PostgreSQL database that hosts share.',
  description: [
    'Only needed where the role that hosts serve with may not make tables itself, which is the safer way: then this is run with the role that owns them, before the first start and after each update of the software. It changes nothing where the tables are up to date.',
  ],
  role: 'host',
  json: 'value',
  options: {
    store: {
      value: 'CONNECTION',
      summary: 'The connection string, with the role that owns the tables.',
      required: true,
    },
    servingRole: {
      value: 'ROLE',
      summary: 'The role that hosts serve with; it may read and write rows only.',
    },
  },
  examples: [
    {
      line: 'muster host prepare-store --store postgres://muster_owner@db.example.com/muster --serving-role muster',
      does: 'before the first host starts',
    },
  ],
  async run(context) {
    const { store, servingRole } = context.options
    const { prepareHostStore } = await import('@muster/host/main')
    await prepareHostStore(store, servingRole)
    context.result({ prepared: true, servingRole: servingRole ?? null }, () => 'The tables are up to date.')
  },
})
