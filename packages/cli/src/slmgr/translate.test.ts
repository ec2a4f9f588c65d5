/** The table of old options, row by row. */
import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { oldOptions } from './options.ts'
import { translate } from './translate.ts'

const rows: readonly (readonly [old: string, now: string])[] = [
  ['/ipk AAAAA-BBBBB', 'client install-key AAAAA-BBBBB'],
  ['/upk', 'client uninstall-key'],
  ['/ato', 'client activate'],
  ['/ato 6f1c', 'client activate --product 6f1c'],
  ['/dli', 'client status'],
  ['/dli all', 'client status'],
  ['/dlv', 'client status --detail'],
  ['/dlv 6f1c', 'client status --detail --product 6f1c'],
  ['/xpr', 'client expiry'],
  ['/ilc licence.bin', 'client install-licence licence.bin'],
  ['/rearm', 'client rearm'],
  ['/skms host.example:1688', 'client set-host host.example:1688'],
  ['/ckms', 'client clear-host'],
  ['/skms-domain corp.example', 'client set-domain corp.example'],
  ['/skhc', 'client host-caching on'],
  ['/ckhc', 'client host-caching off'],
  ['/act-type 0', 'client set-channel any'],
  ['/act-type 1', 'client set-channel directory'],
  ['/act-type 2', 'client set-channel host'],
  ['/ad-activation-online', 'directory publish'],
  ['/ad-activation-get-IID', 'directory installation-id'],
  ['/ad-activation-apply-cid 123', 'directory publish --confirmation-id 123'],
  ['/ao-list', 'directory list'],
  ['/del-ao 9d0c', 'directory remove 9d0c'],
  ['/del-ao CN=9d0c,CN=Muster,CN=Services', 'directory remove 9d0c'],
  ['/sai 120', 'host set-interval --retry 120'],
  ['/sri 10080', 'host set-interval --renewal 10080'],
  ['/sdns', 'host dns enable'],
  ['/cdns', 'host dns disable'],
]

describe('old options', () => {
  test.each(rows)('%s stands for muster %s', (old, now) => {
    expect(translate(old.split(' '))).toMatchObject({ kind: 'command', words: now.split(' ') })
  })

  test('may begin with a dash and be written in capitals', () => {
    expect(translate(['-DLV'])).toEqual(translate(['/dlv']))
  })

  test('hand new flags on', () => {
    expect(translate(['/xpr', '--data', 'x', '--json'])).toMatchObject({
      words: ['client', 'expiry', '--data', 'x', '--json'],
    })
  })

  test('R1.6 never show a product key again', () => {
    expect(translate(['/ipk', 'AAAAA'])).toMatchObject({ shown: ['client', 'install-key', 'KEY'] })
  })

  test.each(['/sprt'])('%s says that it is not available', (old) => {
    expect(translate([old]).kind).toBe('unavailable')
  })

  test('/cpky has nothing to do', () => {
    expect(translate(['/cpky']).kind).toBe('nothing-to-do')
  })

  test.each([[[]], [['/?']], [['-help']]])('%j asks for help', (words) => {
    expect(translate(words)).toEqual({ kind: 'help' })
  })

  test.each([[['/dlw']], [['/ipk']], [['/ckms', 'x']], [['/ipk', 'a', 'b']], [['server1', '/dlv']]])(
    '%j is wrong use',
    (words) => {
      expect(codeThrownBy(() => translate(words))).toBe('usage')
    },
  )

  test('are named once each', () => {
    expect(new Set(oldOptions.map(({ name }) => name)).size).toBe(oldOptions.length)
  })
})

function codeThrownBy(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    return codeOf(error)
  }
  return undefined
}
