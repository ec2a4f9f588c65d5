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

${dnsSection}`
