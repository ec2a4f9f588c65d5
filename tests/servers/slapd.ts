/**
 * A real OpenLDAP server for a test: its own folder and free ports, stopped by its id. Its rights are those of the
 * guide for administrators: members read below the container of services, one account writes there, others see nothing.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openLdapSchema } from '@muster/directory'
import { describeWith } from '../support/needs.ts'
import { selfSignedIdentity } from './certificates.ts'
import { freePort, whenListening } from './ports.ts'

const run = promisify(execFile)
/** Daemons stand in folders that a user's search path may lack. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

export const slapdSuffix = 'dc=corp,dc=test'
/** Writes activation objects and nothing else. */
export const slapdWriter = { name: `cn=muster-publisher,${slapdSuffix}`, password: 'publisher-password' }
/** An ordinary account. */
export const slapdMember = { name: `cn=pc-0417,${slapdSuffix}`, password: 'member-password' }
/** May change the configuration of a new server. */
export const slapdConfiguration = { name: 'cn=config', password: 'configuration-password' }
/** May do everything. */
export const slapdRoot = { name: `cn=admin,${slapdSuffix}`, password: 'root-password' }

/** A running server. */
export interface Slapd extends AsyncDisposable {
  readonly port: number
  readonly tlsPort: number
  readonly folder: string
  /** PEM of the certificate, which is for the name localhost and its own authority. */
  readonly caCertificate: string
  readonly caFile: string
  stop(): Promise<void>
}

/** How it differs from the usual. */
export interface SlapdOptions {
  /** LDIF that is loaded before the start, beside the suffix and the accounts. */
  readonly entries?: string
  /** Whether the schema of activation objects is loaded; it is unless said otherwise. */
  readonly hasSchema?: boolean
  /** As a new server stands: no schema and no rights of activation objects, and a configuration that can be changed. */
  readonly isNew?: boolean
}

/** A `describe` of tests that need OpenLDAP; skipped loudly where it is missing. */
export function describeSlapd(name: string, tests: () => void): void {
  describeWith(['slapd', 'slapadd', 'ldapsearch', 'openssl'], name, tests)
}

/** Starts a server; takes a fraction of a second. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  const { entries = '', isNew = false, hasSchema = !isNew } = options
  const folder = await mkdtemp(join(tmpdir(), 'muster-slapd-'))
  const { certificate, key } = await selfSignedIdentity()
  const file = (name: string) => join(folder, name)
  await mkdir(file('database'))
  await writeFile(file('certificate.pem'), certificate)
  await writeFile(file('key.pem'), key, { mode: 0o600 })
  await writeFile(file('muster.schema'), openLdapSchema('schema'))
  await writeFile(file('slapd.conf'), configuration(folder, hasSchema, isNew))
  await writeFile(file('entries.ldif'), `${suffixEntries()}\n${entries}`)
  await run('slapadd', ['-q', '-f', file('slapd.conf'), '-l', file('entries.ldif')], { env })
  const [port, tlsPort] = [await freePort(), await freePort()]
  const urls = `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${tlsPort}/`
  const child = spawn('slapd', ['-d', '0', ...(await configured(folder, isNew)), '-h', urls], {
    stdio: 'ignore',
    env,
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  await whenListening(tlsPort, exited)
  return {
    port,
    tlsPort,
    folder,
    caCertificate: certificate,
    caFile: file('certificate.pem'),
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The words that name the configuration; a new server has it as a directory that takes changes. */
async function configured(folder: string, isNew: boolean): Promise<readonly string[]> {
  const file = join(folder, 'slapd.conf')
  if (!isNew) return ['-f', file]
  const directory = join(folder, 'configuration')
  await mkdir(directory)
  await run('slaptest', ['-f', file, '-F', directory], { env })
  return ['-F', directory]
}

function configuration(folder: string, hasSchema: boolean, isNew: boolean): string {
  return [
    'include /etc/ldap/schema/core.schema',
    'include /etc/ldap/schema/cosine.schema',
    ...(hasSchema ? [`include ${folder}/muster.schema`] : []),
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `TLSCertificateFile ${folder}/certificate.pem`,
    `TLSCertificateKeyFile ${folder}/key.pem`,
    ...(isNew ? ['database config', `rootpw ${slapdConfiguration.password}`] : []),
    'database mdb',
    'maxsize 67108864',
    `suffix "${slapdSuffix}"`,
    `rootdn "${slapdRoot.name}"`,
    `rootpw ${slapdRoot.password}`,
    `directory ${folder}/database`,
    `index objectClass${hasSchema ? ',keywords' : ''} eq`,
    'access to attrs=userPassword by anonymous auth by * none',
    ...(isNew ? [] : rightsOfObjects()),
    'access to * by users read by * none',
    '',
  ].join('\n')
}

function rightsOfObjects(): readonly string[] {
  const publisher = `by dn.exact="${slapdWriter.name}" write by users read by * none`
  return [
    `limits dn.exact="${slapdWriter.name}" size.prtotal=unlimited`,
    `access to dn.subtree="cn=Services,${slapdSuffix}" ${publisher}`,
    `access to dn.exact="${slapdSuffix}" attrs=children ${publisher}`,
  ]
}

function suffixEntries(): string {
  const account = ({ name, password }: typeof slapdMember) =>
    [
      `dn: ${name}`,
      'objectClass: organizationalRole',
      'objectClass: simpleSecurityObject',
      `cn: ${name.slice(3, name.indexOf(','))}`,
      `userPassword: ${password}`,
      '',
    ].join('\n')
  const suffix = `dn: ${slapdSuffix}\nobjectClass: domain\ndc: corp\n`
  return [suffix, account(slapdWriter), account(slapdMember)].join('\n')
}
