/** docs/operating/configuration.md, written from the schemas: `node tools/docs/configuration.ts` writes it anew. */
import { writeFileSync } from 'node:fs'
import {
  authorityConfigFields,
  authorityConfigMeanings,
  authorityConfigSchema,
  environmentName as authorityEnvironment,
} from '@muster/authority'
import {
  hostConfigFields,
  hostConfigMeanings,
  hostConfigSchema,
  environmentName as hostEnvironment,
} from '@muster/host'

/** Where the text belongs. */
export const configurationFile = new URL('../../docs/operating/configuration.md', import.meta.url)

const introduction = `# Configuration

Every field of \`host.toml\` and \`authority.toml\`, in the data folder of each service. Every field may be left out. A field has a twin in the
environment that wins over the file; lists stand there with \`;\` between lines of a publish list and \`,\` between addresses. An unknown field, a
wrong value or a contradiction is refused at the start with the field's name (\`config-invalid\`). Both files are read at the start of a
service; \`init\` writes them with every field and its default. The agent of a machine has no file: its options are in [commands.md](commands.md).

Numbers are whole. The unit is the end of the name: \`_ms\` milliseconds, \`_seconds\` seconds, \`days\` days.

This file is written from the schemas that the services check with, by \`node tools/docs/configuration.ts\`.
`

/** A schema as it can be looked into. */
interface Schema {
  readonly type: string
  readonly wrapped?: Schema
  readonly default?: unknown
  readonly entries?: Readonly<Record<string, Schema>>
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[]
}

interface Service<Field extends string> {
  readonly title: string
  readonly fields: readonly Field[]
  readonly schema: unknown
  readonly meanings: Readonly<Record<Field, string>>
  readonly environmentName: (field: string) => string
}

/** The whole file. */
export function configurationMarkdown(): string {
  const host = serviceSection({
    title: 'The activation host: host.toml',
    fields: hostConfigFields,
    schema: hostConfigSchema,
    meanings: hostConfigMeanings,
    environmentName: hostEnvironment,
  })
  const authority = serviceSection({
    title: 'The authority: authority.toml',
    fields: authorityConfigFields,
    schema: authorityConfigSchema,
    meanings: authorityConfigMeanings,
    environmentName: authorityEnvironment,
  })
  return [introduction, host, authority].join('\n')
}

/** The fields that a schema has, tables first by their names. */
export function fieldsOf(schema: unknown): readonly string[] {
  return Object.entries(entriesOf(schema as Schema)).flatMap(([name, entry]) => {
    const inner = Object.keys(entriesOf(entry))
    return inner.length === 0 ? [name] : inner.map((field) => `${name}.${field}`)
  })
}

function serviceSection<Field extends string>(service: Service<Field>): string {
  const { title, fields, schema, meanings, environmentName } = service
  const rows = fields.map((field) => {
    const found = schemaOf(schema as Schema, field)
    return `| \`${field}\` | ${kindOf(found)} | ${defaultOf(found)} | ${meanings[field]} | \`${environmentName(field)}\` |`
  })
  const head = ['| field | takes | default | meaning | environment |', '| --- | --- | --- | --- | --- |']
  return [`## ${title}`, '', ...head, ...rows, ''].join('\n')
}

function entriesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return schema.entries ?? (schema.wrapped === undefined ? {} : entriesOf(schema.wrapped))
}

function schemaOf(schema: Schema, field: string): Schema {
  return field.split('.').reduce((found, name) => {
    const entry = entriesOf(found)[name]
    if (entry === undefined) throw new Error(`The schema has no field ${field}.`)
    return entry
  }, schema)
}

function kindOf(schema: Schema): string {
  const inner = schema.wrapped ?? schema
  const bound = (type: string) => inner.pipe?.find((part) => part.type === type)?.requirement
  switch (inner.type) {
    case 'number':
      return `${bound('min_value')} to ${bound('max_value')}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return `list of at most ${bound('max_length')}`
    default:
      return 'text'
  }
}

function defaultOf({ default: value }: Schema): string {
  return value === undefined ? 'none' : `\`${JSON.stringify(value)}\``
}

if (import.meta.main) writeFileSync(configurationFile, configurationMarkdown())
