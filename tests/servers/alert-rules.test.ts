/** The alert rules that operators take over: valid, and firing when and only when they should. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const promtool = '/usr/bin/promtool'
const folder = join(import.meta.dirname, '../../docs/operating/monitoring')

describe.skipIf(!existsSync(promtool))('alert rules', () => {
  test('are valid', () => {
    const said = execFileSync(promtool, ['check', 'rules', 'alerts.yml'], { cwd: folder, encoding: 'utf8' })
    expect(said).toContain('11 rules found')
  })

  test('fire when they should, and not before', () => {
    const said = execFileSync(promtool, ['test', 'rules', 'alerts.test.yml'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(said).toContain('SUCCESS')
  })
})
