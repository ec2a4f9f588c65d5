/** The arguments of ssh: everything of them can be seen in the list of processes, so no secret is ever among them. */

/** How machines are reached. */
export interface ReachOptions {
  /** Configuration file of ssh, in place of the account's own. */
  readonly sshConfig?: string
  readonly port?: number
  readonly user?: string
  /** How `muster` is called on the machines, such as `sudo -n muster`. */
  readonly remoteCommand: string
}

/** Words that every shell takes as they are. */
const plainWord = /^[\w.:/@%+=,-]+$/

/** The arguments that run `muster` with these words on a machine, without ever asking a person. */
export function sshArguments(
  address: string,
  words: readonly string[],
  options: ReachOptions,
  connectMs: number,
): readonly string[] {
  const { sshConfig, port, user, remoteCommand } = options
  return [
    '-T',
    ...['-o', 'BatchMode=yes'],
    // What a person's own sessions do on login has no place here, and would fail for the second machine.
    ...['-o', 'RemoteCommand=none'],
    ...['-o', 'ClearAllForwardings=yes'],
    ...['-o', `ConnectTimeout=${Math.ceil(connectMs / 1_000)}`],
    ...(sshConfig === undefined ? [] : ['-F', sshConfig]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    address,
    [remoteCommand, ...[...words, '--json'].map(quote)].join(' '),
  ]
}

/** A word for the shell on the other side, which is a POSIX shell or PowerShell where quoting is needed at all. */
function quote(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
