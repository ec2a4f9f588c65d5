/**
 * The result codes that Windows administrators meet in activation, as data: what each means, what usually brings it
 * about, and what to do. Only codes with public documentation stand here.
 */

/** One row. */
export interface ResultCode {
  readonly code: number
  /** Whom it concerns. */
  readonly for: 'client' | 'host' | 'mak' | 'all'
  readonly meaning: string
  readonly cause: string
  readonly remedy: string
  readonly command?: string
}

const startHostCheck = 'Test-NetConnection HOST -Port 1688'
const listRecords = 'nslookup -type=srv _vlmcs._tcp'
const activate = 'cscript slmgr.vbs /ato'

/** Every documented code. */
export const resultCodes: readonly ResultCode[] = [
  {
    code: 0xc004b100,
    for: 'mak',
    meaning: 'The activation server says that the computer could not be activated.',
    cause: 'The multiple activation key is not supported.',
    remedy: 'Check that the key is the right one for this edition.',
  },
  {
    code: 0xc004c001,
    for: 'mak',
    meaning: 'The product key is invalid.',
    cause: 'The multiple activation key was mistyped or is another product’s.',
    remedy: 'Check the key against the licensing portal.',
  },
  {
    code: 0xc004c003,
    for: 'mak',
    meaning: 'The product key is blocked.',
    cause: 'The key was blocked on the activation server.',
    remedy: 'Obtain a new key.',
  },
  {
    code: 0xc004c008,
    for: 'host',
    meaning: 'The product key could not be used.',
    cause: 'The host key has reached its limit: 10 activations on up to 6 computers.',
    remedy: 'Ask the activation centre for more activations.',
  },
  {
    code: 0xc004c020,
    for: 'mak',
    meaning: 'The multiple activation key has exceeded its limit.',
    cause: 'Its predetermined number of activations is used up.',
    remedy: 'Ask for a higher limit, or move the machines to KMS.',
  },
  {
    code: 0xc004c021,
    for: 'mak',
    meaning: 'The multiple activation key has exceeded its extended limit.',
    cause: 'Its predetermined number of activations is used up.',
    remedy: 'Ask for a higher limit, or move the machines to KMS.',
  },
  {
    code: 0xc004f009,
    for: 'all',
    meaning: 'The grace period has expired.',
    cause: 'The machine was not activated in time and is in notification mode.',
    remedy: 'Activate it now; one success ends the notifications.',
    command: activate,
  },
  {
    code: 0xc004f00f,
    for: 'all',
    meaning: 'The hardware is beyond tolerance.',
    cause: 'Hardware or its drivers changed.',
    remedy: 'On a KMS client or host restart it or activate again; with a MAK reactivate within the grace.',
    command: activate,
  },
  {
    code: 0xc004f014,
    for: 'all',
    meaning: 'The product key is not available.',
    cause: 'No product key is installed.',
    remedy: 'Install the setup key of the edition (KMS) or the MAK.',
    command: 'cscript slmgr.vbs /ipk KEY',
  },
  {
    code: 0xc004f02c,
    for: 'all',
    meaning: 'The offline activation data has a wrong form.',
    cause: 'The confirmation ID was mistyped.',
    remedy: 'Read the confirmation ID again, group by group.',
  },
  {
    code: 0xc004f035,
    for: 'client',
    meaning: 'The volume licence key cannot be used on this machine.',
    cause: 'The machine lacks a qualifying operating system marker of its maker.',
    remedy: 'Use another kind of key, or activate by telephone.',
  },
  {
    code: 0xc004f038,
    for: 'client',
    meaning: 'The count reported by the KMS host is insufficient.',
    cause: 'Fewer than 25 clients, or 5 servers, have asked this host within 30 days.',
    remedy:
      'Find out why the count stands still: duplicates, several hosts, or simply too few machines. On the host, "Current count" tells it.',
    command: 'cscript slmgr.vbs /dlv',
  },
  {
    code: 0xc004f039,
    for: 'client',
    meaning: 'KMS is not enabled.',
    cause: 'The host did not respond as a KMS host.',
    remedy: 'Check that the named machine is a KMS host and that TCP 1688 reaches it.',
    command: startHostCheck,
  },
  {
    code: 0xc004f041,
    for: 'client',
    meaning: 'The KMS host is not activated.',
    cause: 'The host key was installed but never activated, or its activation was lost.',
    remedy: 'Activate the host itself, online or by telephone.',
    command: activate,
  },
  {
    code: 0xc004f042,
    for: 'client',
    meaning: 'The specified KMS host cannot be used.',
    cause: 'The host key does not cover this product: a newer version, or Office on a host for Windows only.',
    remedy:
      'Install a host key that covers the product (and the update that lets the host accept it), or point the client to another host.',
    command: 'cscript slmgr.vbs /skms HOST:1688',
  },
  {
    code: 0xc004f050,
    for: 'all',
    meaning: 'The product key is invalid.',
    cause: 'A typing error, a key of a beta version, or a long dash pasted for a hyphen.',
    remedy: 'Type the key again with plain hyphens.',
    command: 'cscript slmgr.vbs /ipk KEY',
  },
  {
    code: 0xc004f051,
    for: 'all',
    meaning: 'The product key is blocked.',
    cause: 'The key was blocked by its vendor.',
    remedy: 'Obtain a new key.',
  },
  {
    code: 0xc004f056,
    for: 'client',
    meaning: 'The product has not been activated through KMS yet.',
    cause: 'Attempts to activate failed so far; this code stands for the state, not for the reason.',
    remedy: 'Try once by hand and read the code that it gives.',
    command: activate,
  },
  {
    code: 0xc004f064,
    for: 'all',
    meaning: 'The non-genuine grace period has expired.',
    cause: 'The installation was found not to be genuine.',
    remedy: 'Install a genuine key and activate.',
  },
  {
    code: 0xc004f065,
    for: 'all',
    meaning: 'The machine runs within the non-genuine grace period.',
    cause: 'The installation was found not to be genuine.',
    remedy: 'Install a genuine key before the period ends.',
  },
  {
    code: 0xc004f06c,
    for: 'all',
    meaning: 'The time stamp of the request is invalid.',
    cause:
      'The clocks of client and host differ by more than 4 hours (time zones never matter), or their versions do not fit.',
    remedy: 'Synchronise the clock of the client, then of the host.',
    command: 'w32tm /resync',
  },
  {
    code: 0xc004f074,
    for: 'client',
    meaning: 'No KMS host could be contacted.',
    cause:
      'Every host that was tried failed: its service is stopped, TCP 1688 is blocked, an SRV record is old, or the clocks differ.',
    remedy: 'Read the 12288 events of the client for each host’s own code, then test the port.',
    command: startHostCheck,
  },
  {
    code: 0x8004fe21,
    for: 'all',
    meaning: 'The computer does not run genuine Windows.',
    cause: 'System files were changed, or unsupported language packs are installed.',
    remedy: 'Repair or reinstall Windows.',
    command: 'sfc /scannow',
  },
  {
    code: 0x80070005,
    for: 'all',
    meaning: 'Access is denied.',
    cause: 'The command was not run as administrator.',
    remedy: 'Open an elevated command prompt and try again.',
  },
  {
    code: 0x8007007b,
    for: 'client',
    meaning: 'The DNS name does not exist.',
    cause: 'The machine has no DNS suffix, or no SRV record is published there.',
    remedy: 'Set the suffix or publish the record; or name the host by hand.',
    command: listRecords,
  },
  {
    code: 0x80070490,
    for: 'mak',
    meaning: 'The product key did not work.',
    cause: 'The multiple activation key is invalid for this edition.',
    remedy: 'Install the key by command instead of the settings page.',
    command: 'cscript slmgr.vbs /ipk KEY',
  },
  {
    code: 0x800706ba,
    for: 'client',
    meaning: 'The RPC server is unavailable.',
    cause: 'A firewall on the host drops TCP 1688, or the SRV record names a machine that is gone.',
    remedy: 'Open the port on the host, and remove records of hosts that are gone.',
    command: startHostCheck,
  },
  {
    code: 0x8007232a,
    for: 'all',
    meaning: 'The DNS server failed.',
    cause: 'The network or the DNS server is not reachable.',
    remedy: 'Mend name resolution first.',
    command: listRecords,
  },
  {
    code: 0x8007232b,
    for: 'client',
    meaning: 'The DNS name does not exist.',
    cause: 'No SRV record _vlmcs._tcp is published in the client’s domain.',
    remedy: 'Publish the record, name the host by hand, or use a MAK.',
    command: 'cscript slmgr.vbs /skms HOST:1688',
  },
  {
    code: 0x80072338,
    for: 'host',
    meaning: 'A DNS signature failed to verify (BADSIG).',
    cause: 'The host may not change the _vlmcs record, since another host created and owns it.',
    remedy: 'Give the hosts full control of the record in DNS, then restart the service.',
    command: 'net stop sppsvc && net start sppsvc',
  },
  {
    code: 0x8007251d,
    for: 'client',
    meaning: 'There are no records for the DNS query.',
    cause: 'No SRV record _vlmcs._tcp is published in the client’s domain.',
    remedy: 'Publish the record, name the host by hand, or use a MAK.',
    command: listRecords,
  },
  {
    code: 0x80092328,
    for: 'client',
    meaning: 'The DNS name does not exist.',
    cause: 'No SRV record _vlmcs._tcp is published in the client’s domain.',
    remedy: 'Publish the record, name the host by hand, or use a MAK.',
    command: listRecords,
  },
]

const byCode: ReadonlyMap<number, ResultCode> = new Map(resultCodes.map((row) => [row.code, row]))

/** The row of a code, or undefined where no public documentation of it is known. */
export function describeResult(code: number): ResultCode | undefined {
  return byCode.get(code)
}
