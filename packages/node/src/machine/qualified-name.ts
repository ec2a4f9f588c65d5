/** The full name of this computer, from what it knows without asking the network. */

/**
 * The host name, with its domain where the hosts file (hosts(5)) states it: the first name with a dot that stands
 * in one line with the host name and begins with it.
 */
export function qualifiedName(hostname: string, hostsFile: string): string {
  if (hostname.includes('.')) return hostname
  for (const line of hostsFile.split('\n')) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const qualified = names.find((name) => name.toLowerCase().startsWith(`${hostname.toLowerCase()}.`))
    if (qualified !== undefined && names.includes(hostname)) return qualified
  }
  return hostname
}
