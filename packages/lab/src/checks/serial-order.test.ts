import { describe, expect, test } from 'vitest'
import { Violation } from './checker.ts'
import { SerialOrder } from './serial-order.ts'

describe('R2.13 answers that could have been given one after another', () => {
  test('who asked before another was told may stand on either side of it', () => {
    const order = new SerialOrder()
    order.tell({ sequence: 2, askedAt: 1, toldAt: 5 })
    order.tell({ sequence: 1, askedAt: 5, toldAt: 6 })
  })

  test('who asked after another was told stands behind it', () => {
    const order = new SerialOrder()
    order.tell({ sequence: 3, askedAt: 1, toldAt: 5 })
    order.tell({ sequence: 2, askedAt: 1, toldAt: 7 })
    order.tell({ sequence: 4, askedAt: 6, toldAt: 8 })
    expect(() => order.tell({ sequence: 1, askedAt: 6, toldAt: 9 })).toThrow(Violation)
  })
})
