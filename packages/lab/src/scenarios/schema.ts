/**
 * A scenario as a person writes it: TOML → checked, readonly plan. Times are days since the first morning; an unknown
 * field or a name that nothing has is refused with its place.
 */
import { AppError } from '@muster/core/errors'
import { parse as parseToml, TomlError } from 'smol-toml'
import * as v from 'valibot'
import { refuseContradictions } from './contradictions.ts'
import { type Scenario, scenarioSchema } from './scenario-shape.ts'

/** Reads a scenario. Throws `config-invalid` with the field's name. */
export function readScenario(tomlText: string): Scenario {
  const result = v.safeParse(scenarioSchema, parseText(tomlText))
  if (!result.success) {
    const [issue] = result.issues
    throw new AppError('config-invalid', `${placeOf(v.getDotPath(issue))}: ${textOf(issue)}`)
  }
  refuseContradictions(result.output)
  return result.output
}

function parseText(tomlText: string): Record<string, unknown> {
  try {
    return parseToml(tomlText)
  } catch (cause) {
    const place = cause instanceof TomlError ? `line ${cause.line}` : 'the scenario'
    throw new AppError('config-invalid', `${place}: not valid TOML.`, { cause })
  }
}

/** A place as a person counts: the third intervention is number 3. */
function placeOf(path: string | null): string {
  return path?.replace(/\.(\d+)(?=\.|$)/g, (_, index) => `.${Number(index) + 1}`) ?? 'The scenario'
}

/** What is wrong at a place, without the words of the validator. */
function textOf({ type, expected, received, message }: v.BaseIssue<unknown>): string {
  if (received === 'undefined') return 'it is missing.'
  if (type === 'strict_object' && expected === 'never') return 'there is no such field.'
  const [, wanted] = /^Invalid \w+: Expected (.*) but received /.exec(message) ?? []
  return wanted === undefined
    ? message
    : `it is ${received}, and not ${wanted.replace(/[()]/g, '').replaceAll(' | ', ', ')}.`
}
