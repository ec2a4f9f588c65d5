import { readFileSync } from 'node:fs'
import { authorityConfigFields, authorityConfigSchema } from '@muster/authority'
import { hostConfigFields, hostConfigSchema } from '@muster/host'
import { expect, it } from 'vitest'
import { configurationFile, configurationMarkdown, fieldsOf } from './configuration.ts'

it('docs/operating/configuration.md says what the schemas say (if not: node tools/docs/configuration.ts)', () => {
  expect(readFileSync(configurationFile, 'utf8')).toBe(configurationMarkdown())
})

it('every field of a file has its environment twin and its meaning, and none that it has not', () => {
  expect(fieldsOf(hostConfigSchema).toSorted()).toEqual([...hostConfigFields].toSorted())
  expect(fieldsOf(authorityConfigSchema).toSorted()).toEqual([...authorityConfigFields].toSorted())
})
