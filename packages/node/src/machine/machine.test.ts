import { expect, test } from 'vitest'
import { readPlatformExpert } from './darwin-machine.ts'
import { hardwareFactsMax, meaningfulFacts } from './facts.ts'
import { localMachine } from './local-machine.ts'
import { qualifiedName } from './qualified-name.ts'
import { isVirtualHardware } from './virtual-vendors.ts'
import { readWindowsDescription } from './windows-machine.ts'

test('the computer of this test has a name and facts of the right shape', () => {
  const machine = localMachine()
  expect(machine.name()).not.toBe('')
  expect(typeof machine.isVirtual()).toBe('boolean')
  for (const fact of machine.hardwareFacts()) expect(fact.value).toMatch(/^\S.{0,127}$/)
})

test.each([
  '',
  ' ',
  'None',
  '0',
  '000000',
  'FF:FF:FF:FF:FF:FF',
  '00000000-0000-0000-0000-000000000000',
  'Default string',
  'Not Specified',
])('R4.12 %j says nothing of a machine', (value) => {
  expect(meaningfulFacts([['serial', value]])).toEqual([])
})

test('R4.12 a fact stands once, and there is a most of them', () => {
  const many = Array.from(
    { length: hardwareFactsMax + 5 },
    (_, index) => ['disk-serial', `disk-${index}`] as const,
  )
  expect(meaningfulFacts([...many, ...many])).toHaveLength(hardwareFactsMax)
  expect(
    meaningfulFacts([
      ['a', 'X1'],
      ['a', 'x1 '],
      ['b', undefined],
    ]),
  ).toEqual([{ name: 'a', value: 'x1' }])
})

test.each([
  ['QEMU', 'Standard PC', true],
  ['VMware, Inc.', 'VMware20,1', true],
  ['innotek GmbH', 'VirtualBox', true],
  ['Microsoft Corporation', 'Virtual Machine', true],
  ['Microsoft Corporation', 'Surface Pro 9', false],
  ['Amazon EC2', 'm6g.large', true],
  ['Amazon EC2', 'm6g.metal', false],
  ['LENOVO', '20XW', false],
  ['', '', false],
])('%s %s: virtual %s', (vendor, model, expected) => {
  expect(isVirtualHardware(vendor, model)).toBe(expected)
})

test.each([
  ['desk7', '10.0.0.7 desk7.corp.test desk7', 'desk7.corp.test'],
  ['desk7', '10.0.0.7 desk7.corp.test', 'desk7'],
  ['desk7', '#10.0.0.7 desk7.corp.test desk7', 'desk7'],
  ['desk7', '10.0.0.7 desk70.corp.test desk7', 'desk7'],
  ['desk7.other', '10.0.0.7 desk7.corp.test desk7', 'desk7.other'],
])('the host %s with hosts file %j is called %s', (hostname, hosts, expected) => {
  expect(qualifiedName(hostname, hosts)).toBe(expected)
})

test('a Windows computer is described by the lines of its script', () => {
  const output =
    'name=desk7.corp.test\r\ndomain=Corp.test\r\nvendor=VMware, Inc.\r\nmodel=VMware7,1\r\nsystem-uuid=564D1F2A-0000-1111-2222-333344445555\r\n' +
    'board-serial=None\r\nnetwork-address=00:50:56:AA:BB:CC\r\ndisk-serial=6000C29\r\n\r\n'
  expect(readWindowsDescription(output)).toEqual({
    name: 'desk7.corp.test',
    isVirtual: true,
    facts: [
      { name: 'system-uuid', value: '564d1f2a-0000-1111-2222-333344445555' },
      { name: 'network-address', value: '00:50:56:aa:bb:cc' },
      { name: 'disk-serial', value: '6000c29' },
    ],
    domain: { domain: 'corp.test', source: 'Win32_ComputerSystem' },
  })
  expect(readWindowsDescription('')).toEqual({ name: '', isVirtual: false, facts: [], domain: undefined })
  expect(readWindowsDescription('domain=\r\n').domain).toBeUndefined()
})

test('a Mac is described by its platform expert', () => {
  const output =
    '+-o J314sAP  <class IOPlatformExpertDevice>\n    {\n      "IOPlatformSerialNumber" = "C02XK0AAJG5H"\n' +
    '      "IOPlatformUUID" = "1B2A3C4D-5E6F-7081-92A3-B4C5D6E7F809"\n    }\n'
  expect(readPlatformExpert(output)).toEqual([
    { name: 'system-uuid', value: '1b2a3c4d-5e6f-7081-92a3-b4c5d6e7f809' },
    { name: 'system-serial', value: 'c02xk0aajg5h' },
  ])
  expect(readPlatformExpert('')).toEqual([])
})
