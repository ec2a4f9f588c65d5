/**
 * A real Active Directory for a test: Samba as domain controller in namespaces of its own, so that its well-known
 * ports and its host name touch nothing else. Needs root. Programs that are to meet it run inside, by `enter`.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const readyAttemptsMax = 240
const readyPauseMs = 250
const removalRetriesMax = 20
const outputBytesMax = 8 * 1024 * 1024

export const sambaDomain = 'ad.test'
export const sambaHost = `dc1.${sambaDomain}`
export const sambaPassword = 'Pass-word-1-muster'

/** What a program inside gave back. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A running domain controller. */
export interface Samba extends AsyncDisposable {
  readonly folder: string
  /** The certificate of the authority behind its LDAPS certificate. */
  readonly caFile: string
  /** Environment of programs inside: the domain's Kerberos configuration and a ticket cache of the test's own. */
  readonly environment: Readonly<Record<string, string>>
  /** Runs a program in the domain controller's namespaces; working directory and files are the usual ones. */
  enter(
    command: readonly string[],
    options?: { readonly input?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Ended>
  /** Ends the domain controller; programs inside stay, and so does the folder. */
  stop(): Promise<void>
  /** Arguments that start a long-running program inside. */
  enterArguments(command: readonly string[]): readonly string[]
}

/** Provisions and starts a domain controller for ad.test; takes about 20 seconds. */
export async function startSamba(): Promise<Samba> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-samba-'))
  await writeFile(join(folder, 'krb5.conf'), kerberosConfiguration())
  await writeFile(join(folder, 'hosts'), `127.0.0.1 localhost ${sambaHost} dc1\n`)
  await writeFile(join(folder, 'resolv.conf'), `search ${sambaDomain}\nnameserver 127.0.0.1\n`)
  await writeFile(join(folder, 'start.sh'), startScript(folder))
  const environment = {
    PATH: process.env.PATH ?? '',
    KRB5_CONFIG: join(folder, 'krb5.conf'),
    KRB5CCNAME: `FILE:${join(folder, 'tickets')}`,
    KRB5RCACHETYPE: 'none',
  }
  const child = spawn(
    'unshare',
    ['-m', '-n', '-u', '--propagation', 'private', 'sh', join(folder, 'start.sh')],
    {
      stdio: 'ignore',
      env: environment,
    },
  )
  const enterArguments = (command: readonly string[]) => [
    '-t',
    String(child.pid),
    '-m',
    '-n',
    '-u',
    '--',
    ...command,
  ]
  const samba: Samba = {
    folder,
    caFile: join(folder, 'dc/private/tls/ca.pem'),
    environment,
    enterArguments,
    stop: () => end(child),
    enter: (command, options = {}) =>
      execute(enterArguments(command), { ...environment, ...options.env }, options.input),
    async [Symbol.asyncDispose]() {
      await end(child)
      await removeFolder(folder)
    },
  }
  try {
    await untilReady(samba, child)
  } catch (error) {
    await samba[Symbol.asyncDispose]()
    throw error
  }
  return samba
}

/** Whether this machine can run a domain controller for tests at all; the reason where it cannot. */
export async function whySambaCannotRun(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'it needs root for its own namespaces'
  return run('sh', ['-c', 'command -v samba && command -v samba-tool && unshare -m -n -u true']).then(
    () => undefined,
    () => 'samba is not installed, or namespaces cannot be made here',
  )
}

function execute(args: readonly string[], env: Readonly<Record<string, string>>, input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile('nsenter', args, { env, maxBuffer: outputBytesMax }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

async function untilReady(samba: Samba, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < readyAttemptsMax; attempt++) {
    if (child.exitCode !== null) throw new Error('samba ended before it was ready')
    if (await isReady(samba)) return
    await new Promise((resolve) => setTimeout(resolve, readyPauseMs))
  }
  throw new Error('samba did not get ready in time')
}

/** Ready means: tickets can be had, the directory answers over TLS, and DNS knows the domain. */
async function isReady(samba: Samba): Promise<boolean> {
  const script = [
    `echo '${sambaPassword}' | kinit Administrator@${sambaDomain.toUpperCase()}`,
    'bash -c "exec 3<>/dev/tcp/127.0.0.1/636"',
    `dig +short +time=1 +tries=1 @127.0.0.1 _ldap._tcp.dc._msdcs.${sambaDomain} SRV | grep -q 389`,
  ].join(' && ')
  return samba.enter(['sh', '-c', script]).then(
    ({ code }) => code === 0,
    () => false,
  )
}

/** The workers end a moment after their master, and may write a last file meanwhile. */
function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: removalRetriesMax, retryDelay: readyPauseMs })
}

/** By its id; the master ends its workers itself. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  await exited
}

function kerberosConfiguration(): string {
  const realm = sambaDomain.toUpperCase()
  return [
    '[libdefaults]',
    `  default_realm = ${realm}`,
    '  dns_lookup_kdc = false',
    '  dns_lookup_realm = false',
    '  rdns = false',
    '  dns_canonicalize_hostname = false',
    '[realms]',
    `  ${realm} = {`,
    '    kdc = 127.0.0.1',
    '    admin_server = 127.0.0.1',
    '  }',
    '[domain_realm]',
    `  .${sambaDomain} = ${realm}`,
    `  ${sambaDomain} = ${realm}`,
    '',
  ].join('\n')
}

function startScript(folder: string): string {
  return [
    'set -e',
    'ip link set lo up',
    `mount --bind ${folder}/hosts /etc/hosts`,
    `mount --bind ${folder}/resolv.conf /etc/resolv.conf`,
    'hostname dc1',
    [
      `samba-tool domain provision --targetdir=${folder}/dc --realm=${sambaDomain.toUpperCase()} --domain=ADTEST`,
      `--server-role=dc --dns-backend=SAMBA_INTERNAL --adminpass='${sambaPassword}' --host-name=dc1`,
      '--host-ip=127.0.0.1 --use-rfc2307 --option="interfaces=lo" --option="bind interfaces only=yes"',
      '--option="dns forwarder=" >/dev/null 2>&1 </dev/null',
    ].join(' '),
    `exec samba -F -M prefork --no-process-group -s ${folder}/dc/etc/smb.conf >${folder}/log 2>&1 </dev/null`,
    '',
  ].join('\n')
}
