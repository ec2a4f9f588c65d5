/** The table of old options: what each one stands for here, in the order in which the old tool lists them. */

/** A value that an old option takes. */
export interface OldValue {
  readonly label: string
  readonly required: boolean
  /** Not shown again when the new command is. */
  readonly secret?: true
  /** How the new command takes it. */
  readonly words: (value: string) => readonly string[]
}

/** One old option. */
export type OldOption =
  | {
      readonly kind: 'command'
      readonly name: string
      readonly summary: string
      /** The new command. */
      readonly words: readonly string[]
      readonly value?: OldValue
    }
  | {
      /** There is nothing to do, or no counterpart yet; the text says what instead. */
      readonly kind: 'nothing-to-do' | 'unavailable'
      readonly name: string
      readonly summary: string
      readonly text: string
    }

const asArgument = (value: string) => [value]
/** The old tool shows every product for `all`, which is what the new commands do without a product. */
const asProduct = (value: string) => (value.toLowerCase() === 'all' ? [] : ['--product', value])
const product: OldValue = { label: 'PRODUCT', required: false, words: asProduct }
const channelByType: Readonly<Record<string, string>> = { '0': 'any', '1': 'directory', '2': 'host' }
/** What is no known type is named as it is, so that the new command says what would be right. */
const asChannel = (value: string) => [channelByType[value] ?? value]
/** The old tool takes the distinguished name of an object, or its first part. */
const asObject = (value: string) => [/^cn=([^,]+)/i.exec(value)?.[1] ?? value]
const minutes = (flag: string): OldValue => ({
  label: 'MINUTES',
  required: true,
  words: (value) => [flag, value],
})

/** Every option that is known. */
export const oldOptions: readonly OldOption[] = [
  {
    kind: 'command',
    name: 'ipk',
    summary: 'Install a product key',
    words: ['client', 'install-key'],
    value: { label: 'KEY', required: true, secret: true, words: asArgument },
  },
  {
    kind: 'command',
    name: 'upk',
    summary: 'Uninstall the product key',
    words: ['client', 'uninstall-key'],
    value: product,
  },
  { kind: 'command', name: 'ato', summary: 'Activate now', words: ['client', 'activate'], value: product },
  { kind: 'command', name: 'dli', summary: 'Show the licence', words: ['client', 'status'], value: product },
  {
    kind: 'command',
    name: 'dlv',
    summary: 'Show the licence in detail',
    words: ['client', 'status', '--detail'],
    value: product,
  },
  {
    kind: 'command',
    name: 'xpr',
    summary: 'Show when the activation ends',
    words: ['client', 'expiry'],
    value: product,
  },
  {
    kind: 'nothing-to-do',
    name: 'cpky',
    summary: 'Clear the product key from the machine',
    text: 'there is nothing to clear: a machine keeps the last group of its product key and never the whole.',
  },
  {
    kind: 'command',
    name: 'ilc',
    summary: 'Install a product licence',
    words: ['client', 'install-licence'],
    value: { label: 'FILE', required: true, words: asArgument },
  },
  {
    kind: 'command',
    name: 'rearm',
    summary: 'Take a new identity, restart the grace',
    words: ['client', 'rearm'],
  },
  {
    kind: 'command',
    name: 'skms',
    summary: 'Set the activation host',
    words: ['client', 'set-host'],
    value: { label: 'NAME[:PORT]', required: true, words: asArgument },
  },
  { kind: 'command', name: 'ckms', summary: 'Clear the activation host', words: ['client', 'clear-host'] },
  {
    kind: 'command',
    name: 'skms-domain',
    summary: 'Set the DNS domain in which hosts are looked for',
    words: ['client', 'set-domain'],
    value: { label: 'DOMAIN', required: true, words: asArgument },
  },
  {
    kind: 'command',
    name: 'skhc',
    summary: 'Remember the host that answered',
    words: ['client', 'host-caching', 'on'],
  },
  { kind: 'command', name: 'ckhc', summary: 'Do not remember it', words: ['client', 'host-caching', 'off'] },
  {
    kind: 'command',
    name: 'act-type',
    summary: 'Restrict the ways to activate: 0 any, 1 directory, 2 activation host',
    words: ['client', 'set-channel'],
    value: { label: '0-2', required: true, words: asChannel },
  },
  {
    kind: 'command',
    name: 'dti',
    summary: 'Show the installation ID',
    words: ['client', 'installation-id'],
    value: product,
  },
  {
    kind: 'command',
    name: 'atp',
    summary: 'Activate with a confirmation ID',
    words: ['client', 'confirm'],
    value: { label: 'DIGITS', required: true, words: asArgument },
  },
  {
    kind: 'command',
    name: 'ad-activation-online',
    summary: 'Activate the forest (asks for the host key; give --authority URL)',
    words: ['directory', 'publish'],
  },
  {
    kind: 'command',
    name: 'ad-activation-get-iid',
    summary: 'Show the installation ID of the forest (asks for the host key)',
    words: ['directory', 'installation-id'],
  },
  {
    kind: 'command',
    name: 'ad-activation-apply-cid',
    summary: 'Activate the forest with a confirmation ID (asks for the host key; give --media DIR)',
    words: ['directory', 'publish'],
    value: { label: 'DIGITS', required: true, words: (value) => ['--confirmation-id', value] },
  },
  {
    kind: 'command',
    name: 'ao-list',
    summary: 'List the activation objects of the forest',
    words: ['directory', 'list'],
  },
  {
    kind: 'command',
    name: 'del-ao',
    summary: 'Remove an activation object',
    words: ['directory', 'remove'],
    value: { label: 'OBJECT', required: true, words: asObject },
  },
  {
    kind: 'unavailable',
    name: 'sprt',
    summary: 'Host: set the port',
    text: "the port is a line of host.toml in the host's folder (listen.port), or MUSTER_HOST_LISTEN_PORT; restart the service then.",
  },
  {
    kind: 'command',
    name: 'sai',
    summary: 'Host: minutes between tries of a machine that is not activated',
    words: ['host', 'set-interval'],
    value: minutes('--retry'),
  },
  {
    kind: 'command',
    name: 'sri',
    summary: 'Host: minutes between renewals',
    words: ['host', 'set-interval'],
    value: minutes('--renewal'),
  },
  {
    kind: 'command',
    name: 'sdns',
    summary: 'Host: publish in DNS',
    words: ['host', 'dns', 'enable'],
  },
  {
    kind: 'command',
    name: 'cdns',
    summary: 'Host: do not publish in DNS',
    words: ['host', 'dns', 'disable'],
  },
]
