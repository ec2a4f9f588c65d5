import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linuxMachine } from './linux-machine.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-machine-'))
})
afterEach(async () => {
  await rm(root, { recursive: true })
})

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

async function putDevice(
  folder: string,
  target: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(join(root, target), { recursive: true })
  await put(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content])),
  )
  await symlink(join(root, target), join(root, folder, 'device'))
}

const machine = () => linuxMachine(root, () => 'desk7')
const desktop = {
  'etc/machine-id': 'copied-with-the-image\n',
  'proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu vme sse2\n',
  'sys/class/dmi/id/sys_vendor': 'Dell Inc.\n',
  'sys/class/dmi/id/product_name': 'OptiPlex 7080\n',
  'sys/class/dmi/id/product_uuid': '4C4C4544-0051-4A10-8053-B8C04F595632\n',
  'sys/class/dmi/id/product_serial': 'To Be Filled By O.E.M.\n',
  'sys/class/dmi/id/board_serial': '/7QJSYV2/CNFCW0009F00ED/\n',
}
const card = { type: '1\n', addr_assign_type: '0\n', address: '00:1A:2B:3C:4D:5E\n' }

test('R4.12 firmware, network cards and disks state facts; what makers never filled in does not', async () => {
  await put(desktop)
  await putDevice('sys/class/net/enp1s0', 'sys/devices/pci0/net', card)
  await putDevice('sys/block/nvme0n1', 'sys/devices/pci0/nvme', {
    removable: '0\n',
    wwid: 'eui.0025388b01c1d2e3\n',
  })
  await put({ 'sys/devices/pci0/nvme/serial': 'S4EVNX0R123456  \n' })
  expect(machine().isVirtual()).toBe(false)
  expect(machine().hardwareFacts()).toEqual([
    { name: 'system-uuid', value: '4c4c4544-0051-4a10-8053-b8c04f595632' },
    { name: 'board-serial', value: '/7qjsyv2/cnfcw0009f00ed/' },
    { name: 'network-address', value: '00:1a:2b:3c:4d:5e' },
    { name: 'disk-serial', value: 's4evnx0r123456' },
  ])
})

test('R4.12 what comes and goes, or is made up by software, states nothing', async () => {
  await put({
    'sys/class/net/docker0/address': '02:42:ac:11:00:02\n',
    'sys/class/net/lo/address': '00:00:00:00:00:00\n',
  })
  await putDevice('sys/class/net/usb0', 'sys/devices/pci0/usb1/1-2', card)
  await putDevice('sys/class/net/wlan0', 'sys/devices/pci0/wlan', { ...card, addr_assign_type: '3\n' })
  await putDevice('sys/class/net/can0', 'sys/devices/pci0/can', { ...card, type: '280\n' })
  await putDevice('sys/block/sdb', 'sys/devices/pci0/usb1/1-3', { removable: '0\n', serial: 'STICK1\n' })
  await putDevice('sys/block/sr0', 'sys/devices/pci0/ata', { removable: '1\n', serial: 'DISC1\n' })
  await put({ 'sys/block/loop0/serial': 'LOOP1\n' })
  expect(machine().hardwareFacts()).toEqual([])
})

test.each([
  ['the processor says so', { 'proc/cpuinfo': 'flags\t\t: fpu hypervisor lahf_lm\n' }],
  ['the firmware is one of a virtual machine', { 'sys/class/dmi/id/sys_vendor': 'QEMU\n' }],
  ['the hypervisor shows itself', { 'sys/hypervisor/type': 'xen\n' }],
  ['the device tree names one', { 'proc/device-tree/hypervisor/compatible': 'linux,kvm\0' }],
])('a machine is virtual where %s', async (_reason, files) => {
  await put({ ...desktop, ...files })
  expect(machine().isVirtual()).toBe(true)
  expect(machine().hardwareFacts()).not.toEqual([])
})

test('the first domain of Xen is no virtual machine', async () => {
  await put({
    'proc/cpuinfo': 'flags : hypervisor\n',
    'proc/xen/capabilities': 'control_d\n',
    'sys/hypervisor/type': 'xen\n',
  })
  expect(machine().isVirtual()).toBe(false)
})

test.each([
  { '.dockerenv': '' },
  { 'run/.containerenv': 'engine="podman"' },
  { 'run/systemd/container': 'lxc' },
  { 'proc/1/environ': 'PATH=/bin\0container=lxc\0' },
  { 'proc/1/cgroup': '0::/kubepods/besteffort/pod1\n' },
])(
  'R4.12 a container is virtual and states no facts: %o',
  async (files: Readonly<Record<string, string>>) => {
    await put({ ...desktop, ...files })
    expect(machine().isVirtual()).toBe(true)
    expect(machine().hardwareFacts()).toEqual([])
  },
)

test('where nothing can be read, nothing is claimed', () => {
  expect(machine().isVirtual()).toBe(false)
  expect(machine().hardwareFacts()).toEqual([])
  expect(machine().name()).toBe('desk7')
})

test('the name is fully qualified where the hosts file says how', async () => {
  await put({ 'etc/hosts': '127.0.0.1 localhost\n127.0.1.1\tDesk7.corp.test desk7 # own name\n' })
  expect(machine().name()).toBe('Desk7.corp.test')
})
