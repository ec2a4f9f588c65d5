/** What `muster` alone shows: who uses what, and the first three steps. */
import type { Colours } from './framework/colours.ts'
import { type Entry, section } from './framework/help.ts'
import type { CommandGroup } from './framework/tree.ts'

/** Nouns by who uses them; a noun that does not exist yet is left out. */
const audiences: readonly { readonly heading: string; readonly entries: readonly Entry[] }[] = [
  { heading: 'To try it', entries: [['up', 'A vendor, a host and 30 machines on this computer']] },
  { heading: 'The vendor', entries: [['authority', 'Products, keys, and the service that activates hosts']] },
  {
    heading: "The customer's administrator",
    entries: [['host', 'The activation host: keys, status, clients, events']],
  },
  {
    heading: 'Many machines',
    entries: [['fleet', 'Keys, activation and proxy activation for many machines, over SSH']],
  },
  {
    heading: 'A machine',
    entries: [
      ['client', 'Activate this machine, see its state'],
      ['slmgr', 'The options of slmgr, for hands that know them'],
    ],
  },
  {
    heading: 'Help',
    entries: [
      ['explain', 'What a code means and what to do'],
      ['completion', 'Completion for bash, zsh and fish'],
    ],
  },
]

const firstSteps: readonly Entry[] = [
  ['up', 'watch 30 machines reach the threshold'],
  ['client status --data muster-data/machines/001', 'what one of them says'],
  ['host status --data muster-data/host', 'what the host says'],
]

/** The first screen; `name` is how the command is called. */
export function formatFirstScreen(root: CommandGroup, colours: Colours, name: string): string {
  const known = new Set(root.children.map(({ name }) => name))
  const groups = audiences.map(({ heading, entries }) => ({
    heading,
    entries: entries
      .filter(([noun]) => known.has(noun))
      .map(([noun, summary]): Entry => [noun.padEnd(nameWidth), summary]),
  }))
  const steps = firstSteps.map(([line, does], index): Entry => [`${index + 1}. ${name} ${line}`, does])
  return [
    `${colours.bold('muster')}: ${root.summary}\n`,
    `\n${colours.bold('Usage:')} ${name} COMMAND [options]\n`,
    ...groups.map(({ heading, entries }) => section(heading, entries, colours)),
    section('First steps', steps, colours),
    `\n${name} COMMAND --help shows what a command takes.\n`,
  ].join('')
}

const nameWidth = 12
