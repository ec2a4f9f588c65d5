/** What a product that embeds the client pays: import, opening its licence, and asking for its state. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packPublished, publishedPackages } from '../../publish/pack.ts'
import { activateMachine } from '../activated-machine.ts'
import { timeLeaseChecks } from '../lease-check.ts'
import { atMost, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import { startHost } from '../servers.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../../..')
const program = join(import.meta.dirname, '../sdk/product.ts')
/** Starts of one round. */
const startsPerRound = 5

/** The part. */
export const sdk: Part = { title: 'The client inside a product', run: measure }

interface StartFigures {
  readonly state: string
  readonly importMs: number
  readonly openMs: number
  readonly laterCheckMs: number
}

async function measure({ folder, rounds, isSmoke, tell }: PartOptions): Promise<PartResult> {
  const machine = await prepareMachine(folder)
  tell('building the packages that are published')
  const packages = await publish(join(folder, 'npm'))
  const entry = join(packages, 'client/dist/index.js')
  const starts: StartFigures[] = []
  const checks = []
  for (let round = 1; round <= rounds; round++) {
    tell(`round ${round} of ${rounds}`)
    checks.push(await timeLeaseChecks())
    for (let count = 0; count < (isSmoke ? 1 : startsPerRound); count++) {
      const { stdout } = await run(process.execPath, [program, JSON.stringify({ entry, ...machine })])
      starts.push(JSON.parse(stdout))
    }
  }
  const of = (take: (figures: StartFigures) => number) => starts.map(take)
  return {
    figures: [
      figureOf(
        'check of a kept lease, its chain not known',
        'ms',
        checks.map(({ coldMs }) => coldMs),
        atMost(2),
      ),
      figureOf(
        'check of a kept lease, its chain known',
        'ms',
        checks.map(({ knownMs }) => knownMs),
        atMost(0.1),
      ),
      figureOf(
        'asking an open licence for its state',
        'ms',
        of(({ laterCheckMs }) => laterCheckMs),
        atMost(0.1),
      ),
      figureOf(
        'import of the published client',
        'ms',
        of(({ importMs }) => importMs),
        atMost(40),
      ),
      figureOf(
        'opening the licence in a new process: lock, read, check, start',
        'ms',
        of(({ openMs }) => openMs),
      ),
    ],
    notes: [`Installed with it: ${(await dependenciesOf(packages)).join(', ')}.`],
    failures: starts.filter(({ state }) => state !== 'licensed').length,
  }
}

async function prepareMachine(folder: string) {
  await using host = startHost(join(folder, 'host'))
  return await activateMachine(folder, await host.ask({ kind: 'serve' }))
}

/** The packages as they are published, side by side, with the libraries of the checkout around them. */
async function publish(folder: string): Promise<string> {
  await packPublished(folder)
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@muster'), { recursive: true })
  for (const name of publishedPackages) await symlink(join(folder, name), join(modules, '@muster', name))
  for (const name of await librariesOf(folder)) {
    const [scope] = name.split('/')
    if (name.startsWith('@')) await mkdir(join(modules, scope ?? ''), { recursive: true })
    await symlink(join(repository, 'node_modules', name), join(modules, name))
  }
  return folder
}

async function librariesOf(folder: string): Promise<readonly string[]> {
  const names = new Set<string>()
  for (const name of publishedPackages)
    for (const library of await dependencyNames(join(folder, name))) names.add(library)
  return [...names].filter((name) => !name.startsWith('@muster/'))
}

/** Everything that installing the client brings, at any depth. */
async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const found = new Map<string, string>()
  const visit = async (place: string): Promise<void> => {
    for (const name of await dependencyNames(place)) {
      if (found.has(name)) continue
      const own = name.startsWith('@muster/')
      const next = own ? join(folder, name.slice('@muster/'.length)) : join(repository, 'node_modules', name)
      found.set(name, `${name} ${(await manifestOf(next)).version}`)
      await visit(next)
    }
  }
  await visit(join(folder, 'client'))
  return [...found.values()].sort()
}

async function dependencyNames(place: string): Promise<readonly string[]> {
  return Object.keys((await manifestOf(place)).dependencies ?? {})
}

interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
}

async function manifestOf(place: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(place, 'package.json'), 'utf8'))
}
