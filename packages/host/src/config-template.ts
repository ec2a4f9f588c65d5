/** The `host.toml` that a new host gets: every field with its default, to be edited. */

/** The text; `hostName` where one was chosen. */
export function configTemplate(hostName: string | undefined): string {
  const name =
    hostName === undefined ? '# name = "activation.example.com"' : `name = ${JSON.stringify(hostName)}`
  return `# Configuration of this activation host. Every line may be left out; the values here are the defaults.
# Each field has a twin in the environment that wins over it: listen.port is MUSTER_HOST_LISTEN_PORT.

# Name of this host in its certificate; without it, the name of this computer.
${name}

# Where the count, the inventory and the events are kept: without it in this folder, for this host alone. Hosts that
# name the same PostgreSQL database share one count. A password is better kept in MUSTER_HOST_STORE.
# store = "postgres://muster@db.example.com/muster"

[listen]
# Where machines activate. "0.0.0.0" is every IPv4 address of this computer, "::" every address.
# address = "0.0.0.0"
# port = 1688

[http]
# The same activation over HTTP, and the health check. Beyond this computer only with allow_plain = true.
# enabled = true
# address = "127.0.0.1"
# port = 1780
# allow_plain = false

[metrics]
# For Prometheus: /metrics, and /readyz with reasons. Nothing names a machine. Keep it inside your network.
# enabled = false
# address = "127.0.0.1"
# port = 9688

${boundsAndDns}`
}

const boundsAndDns = `[limits]
# connections = 4000
# connections_per_address = 500
# requests_per_connection = 100
# requests_waiting = 4000
# idle_ms = 30000
# request_ms = 10000
# stop_ms = 10000

[retention]
# days = 90
# events = 1000000

[dns]
# Machines find this host by the SRV record _muster._tcp.DOMAIN. It is published at each start and every 24 hours.
# publish = true
# service_label = "_muster"
# ttl_seconds = 3600
# The name of this host in DNS and its domain; without them, the name above and what follows its first dot.
# host_name = "activation.example.com"
# domain = "example.com"
# priority = 0
# weight = 0
# More domains to publish in, each with priority and weight.
# publish_list = ["branch.example.com, 0, 0"]
# The server that takes the updates and the zone; without them they are found by the SOA record.
# server = "192.0.2.53:53"
# zone = "example.com"
# Updates are signed with this key (a file as tsig-keygen writes it), or by this computer's Kerberos identity.
# key_file = "dns.key"
# kerberos = false
# Addresses to publish; without them, those that this host listens on.
# addresses = ["192.0.2.10"]
`
