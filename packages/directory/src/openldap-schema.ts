/**
 * The schema that a directory other than Active Directory loads once: the class and attributes that Active Directory has
 * for the same thing, under the object identifiers that they have there.
 */

/** How a server takes a schema: as a file of `slapd.conf`, or as an entry of `cn=config`. */
export const schemaFormats = ['schema', 'ldif'] as const
/** One of {@link schemaFormats}. */
export type SchemaFormat = (typeof schemaFormats)[number]

const attributeTypes = [
  "( 1.2.840.113556.1.4.48 NAME 'keywords' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{256} )",
  "( 1.2.840.113556.1.4.510 NAME 'serviceBindingInformation' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
]
const objectClasses = [
  "( 1.2.840.113556.1.5.126 NAME 'serviceConnectionPoint' DESC 'Where a service is found' SUP top STRUCTURAL MUST cn MAY ( keywords $ serviceBindingInformation $ description ) )",
]

/** The text of the schema. */
export function openLdapSchema(format: SchemaFormat): string {
  return format === 'schema' ? schemaFile() : configurationEntry()
}

function schemaFile(): string {
  const lines = [
    '# Activation objects. Load core.schema first; not beside msuser.schema, which has these attributes without a rule',
    '# to compare them by.',
    ...attributeTypes.map((definition) => `attributetype ${definition}`),
    ...objectClasses.map((definition) => `objectclass ${definition}`),
  ]
  return `${lines.join('\n')}\n`
}

function configurationEntry(): string {
  const lines = [
    'dn: cn=muster,cn=schema,cn=config',
    'objectClass: olcSchemaConfig',
    'cn: muster',
    ...attributeTypes.map((definition) => `olcAttributeTypes: ${definition}`),
    ...objectClasses.map((definition) => `olcObjectClasses: ${definition}`),
  ]
  return `${lines.join('\n')}\n`
}
