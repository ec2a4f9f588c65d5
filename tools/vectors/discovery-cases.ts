/** The discovery vectors: an SRV set and the numbers that are drawn, and the order in which its targets are tried. */
import { type DrawInteger, orderServices } from '@muster/core/discovery'
import { assert } from '@muster/core/errors'
import type { ServiceRecord } from '@muster/core/ports'
import type { VectorCase } from './vector-files.ts'

/** One draw: a whole number from 0 to `limit` inclusive. */
export interface Draw {
  readonly limit: number
  readonly value: number
}

/** A set with the draws that order it, in their order. */
export interface DiscoveryVector {
  readonly proves: string
  readonly services: readonly ServiceRecord[]
  readonly draws: readonly Draw[]
  /** Targets in the order in which they are tried. */
  readonly expected: readonly string[]
}

/** Every case. The values of draws are the least, the greatest, or those of a small generator. */
export function discoveryCases(): readonly (VectorCase & DiscoveryVector)[] {
  const three = [service('a', 0, 60), service('b', 0, 30), service('c', 0, 10)]
  return [
    vector('one-target', 'a set of one needs no choice.', [service('a', 0, 0)], least),
    vector(
      'priorities',
      'R5.4 the lowest priority first, whatever the weights.',
      [service('b', 20, 65_535), service('a', 10, 0), service('c', 30, 1)],
      least,
    ),
    vector(
      'weights-least',
      'R5.4 the least number takes the first whose running sum reaches it.',
      three,
      least,
    ),
    vector('weights-greatest', 'R5.4 the greatest number takes the last.', three, greatest),
    vector('weights-drawn', 'R5.4 numbers between take what they fall on.', three, generated(7)),
    vector(
      'all-weights-zero',
      'R5.4 without weights each order is equally likely: the shuffle before decides.',
      [service('a', 0, 0), service('b', 0, 0), service('c', 0, 0)],
      generated(11),
    ),
    vector(
      'weight-zero-beside-others',
      'R5.4 weight 0 stands before the others in the running sum, so it is taken at 0.',
      [service('a', 0, 5), service('zero', 0, 0), service('b', 0, 5)],
      least,
    ),
    vector(
      'priorities-and-weights',
      'R5.4 weights choose within one priority only.',
      [...three, ...three.map(({ target, weight }) => service(`${target}2`, 10, weight))],
      generated(13),
    ),
    vector(
      'same-host-twice',
      'two records with one target and different ports are two targets.',
      [service('a', 0, 1), { ...service('a', 0, 1), port: 1_689 }],
      generated(17),
    ),
  ]
}

/** Orders the services of a vector with its draws. */
export function orderOf({ services, draws }: Pick<DiscoveryVector, 'services' | 'draws'>): readonly string[] {
  const left = [...draws]
  const ordered = orderServices(services, (limit) => {
    const draw = left.shift()
    assert(draw !== undefined && draw.limit === limit, 'the draws of a vector are those that are made')
    return draw.value
  })
  assert(left.length === 0, 'every draw of a vector is made')
  return ordered.map(({ target, port }) => `${target}:${port}`)
}

function vector(
  name: string,
  proves: string,
  services: readonly ServiceRecord[],
  choose: DrawInteger,
): VectorCase & DiscoveryVector {
  const draws: Draw[] = []
  orderServices(services, (limit) => {
    const value = choose(limit)
    draws.push({ limit, value })
    return value
  })
  return { name, proves, services, draws, expected: orderOf({ services, draws }) }
}

function service(label: string, priority: number, weight: number): ServiceRecord {
  return { priority, weight, port: 1_688, target: `${label}.corp.example` }
}

function least(): number {
  return 0
}

function greatest(limit: number): number {
  return limit
}

/** Numbers of a linear congruential generator. */
function generated(seed: number): DrawInteger {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * (limit + 1))
  }
}
