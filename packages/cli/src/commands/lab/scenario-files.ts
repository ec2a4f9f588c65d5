/** The scenarios that come with the lab, and a person's own: both are files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@muster/core/errors'
import { readScenario, type Scenario } from '@muster/lab'
import { readInputFile } from '../../framework/input-file.ts'
import { suggest } from '../../framework/suggestion.ts'

const ending = '.toml'
const scenarioBytesMax = 1_000_000

/** The scenarios that come with the lab, in order of name. */
export function shippedScenarios(): readonly Scenario[] {
  return shippedNames().map((name) => readScenario(readFileSync(pathOf(name), 'utf8')))
}

/** The scenario of this name, or in this file. Throws `usage`, `config-invalid`. */
export async function scenarioFrom(nameOrFile: string): Promise<Scenario> {
  if (shippedNames().includes(nameOrFile)) return readScenario(textOfScenario(nameOrFile))
  if (existsSync(nameOrFile))
    return readScenario(new TextDecoder().decode(await readInputFile(nameOrFile, scenarioBytesMax)))
  throw new AppError('usage', `There is no scenario and no file "${nameOrFile}". ${hintFor(nameOrFile)}`)
}

/** The file of a scenario that comes with the lab. Throws `usage`. */
export function textOfScenario(name: string): string {
  if (shippedNames().includes(name)) return readFileSync(pathOf(name), 'utf8')
  throw new AppError('usage', `There is no scenario "${name}". ${hintFor(name)}`)
}

function hintFor(name: string): string {
  const near = suggest(name, shippedNames())
  return near === undefined ? 'muster lab list names them.' : `Did you mean ${near}?`
}

function shippedNames(): readonly string[] {
  return readdirSync(folder())
    .filter((name) => name.endsWith(ending))
    .map((name) => basename(name, ending))
    .sort()
}

function pathOf(name: string): string {
  return join(folder(), `${name}${ending}`)
}

function folder(): string {
  return dirname(fileURLToPath(import.meta.resolve('@muster/lab/scenarios/first-office.toml')))
}
