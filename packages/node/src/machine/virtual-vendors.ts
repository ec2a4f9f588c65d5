/** Makers of virtual hardware, as its firmware names them. */

const virtualNames =
  /qemu|kvm|vmware|virtualbox|innotek|xen|bochs|parallels|bhyve|openstack|google compute engine|digitalocean|hetzner|nutanix|rhev|ovirt|apple virtualization/i

/** Whether a system's maker and model are those of a virtual machine. */
export function isVirtualHardware(vendor: string, model: string): boolean {
  if (/amazon ec2/i.test(vendor)) return !/\.metal/i.test(model)
  if (/microsoft/i.test(vendor)) return /virtual/i.test(model)
  return virtualNames.test(`${vendor} ${model}`)
}
