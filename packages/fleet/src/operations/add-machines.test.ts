/** Names from lists and from what a host has seen. */
import { expect, test } from 'vitest'
import { machinesOfDirectory, machinesOfHost, namesInList } from './add-machines.ts'

test('a list has a name a line or between commas, and remarks', () => {
  expect(namesInList('\uFEFFa\r\n# all\n b , c # two\n\n')).toEqual(['a', 'b', 'c'])
})

test('a machine that a host saw is known by name, else by address', () => {
  const clients = JSON.stringify([
    { machineName: 'desk', address: '192.0.2.1', more: 1 },
    { machineName: '-oProxyCommand=x', address: '192.0.2.2' },
    { machineName: 'a b', address: '' },
  ])
  expect(machinesOfHost(clients, false)).toEqual([{ name: 'desk' }, { name: '192.0.2.2' }])
  expect(machinesOfHost(clients, true)[0]).toEqual({ name: 'desk', address: '192.0.2.1' })
})

test.each(['', '{}', '[1]', '[{"machineName": 1}]'])('%j is no inventory of a host', (text) => {
  expect(() => machinesOfHost(text, false)).toThrow(expect.objectContaining({ code: 'fleet-list' }))
})

test('a directory gives its computers', async () => {
  const directory = {
    async *computers() {
      yield 'one.corp.test'
      yield 'two.corp.test'
    },
  }
  expect(await machinesOfDirectory(directory)).toEqual([{ name: 'one.corp.test' }, { name: 'two.corp.test' }])
})
