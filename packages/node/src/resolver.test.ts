import { describe, expect, it } from 'vitest'
import { searchListOf } from './resolver.ts'

describe('the search list of resolv.conf', () => {
  it('is the last search or domain line, in lower case', () => {
    expect(searchListOf('domain old.test\nsearch Corp.Test  lab.test.\nnameserver 127.0.0.1')).toEqual([
      'corp.test',
      'lab.test',
    ])
  })

  it('is empty where no line gives one', () => {
    expect(searchListOf('nameserver 127.0.0.1\n# search nothing.test')).toEqual([])
  })
})
