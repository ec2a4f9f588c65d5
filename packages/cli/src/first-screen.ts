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
  ['muster up', 'watch 30 machines reach the threshold'],
  ['muster client status --data muster-data/machines/001', 'what one of them says'],
  ['muster host status --data muster-data/host', 'what the host says'],
]

/** The first screen. */
export function formatFirstScreen(root: CommandGroup, colours: Colours): string {
  const known = new Set(root.children.map(({ name }) => name))
  const groups = audiences.map(({ heading, entries }) => ({
    heading,
    entries: entries
      .filter(([name]) => known.has(name))
      .map(([name, summary]): Entry => [name.padEnd(nameWidth), summary]),
  }))
  const steps = firstSteps.map(([line, does], index): Entry => [`${index + 1}. ${line}`, does])
  return [
    `${colours.bold('muster')}: ${root.summary}\n`,
    `\n${colours.bold('Usage:')} muster COMMAND [options]\n`,
    ...groups.map(({ heading, entries }) => section(heading, entries, colours)),
    section('First steps', steps, colours),
    '\nmuster COMMAND --help shows what a command takes.\n',
  ].join('')
}

const nameWidth = 12
