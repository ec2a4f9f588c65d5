/** The `authority.toml` that a new authority gets: every field with its default, to be edited. */

/** The text. */
export const configTemplate = `# Configuration of this authority. Every line may be left out; the values here are the defaults.
# Each field has a twin in the environment that wins over it: listen.port is MUSTER_AUTHORITY_LISTEN_PORT.

[listen]
# Beyond this computer only with a certificate, or with allow_plain = true behind a proxy that ends TLS.
# address = "127.0.0.1"
# port = 7443
# allow_plain = false

[console]
# The web console on the same address. Unless it is set, it is on where only this computer can reach it, else off.
# enabled = true

[metrics]
# For Prometheus: /metrics, and /readyz with reasons. Nothing names a customer. Keep it inside your network.
# enabled = false
# address = "127.0.0.1"
# port = 9689

[tls]
# PEM files: the certificate with its chain, and its private key. They are read at the start.
# certificate = "/etc/muster/authority.pem"
# key = "/etc/muster/authority.key"

[limits]
# connections = 256
# failed_attempts = 10
# request_ms = 15000
# stop_ms = 10000
`
