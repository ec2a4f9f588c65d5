/**
 * Who may import whom, as data: the table of ARCHITECTURE.md. A package or folder that is not listed may import
 * nothing and is reported, so that a new one has to take its place here first.
 */

/** The workspaces that each workspace may import, by folder name. Nothing imports cli. */
export const packageLayers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  node: ['core'],
  store: ['core'],
  console: ['core'],
  authority: ['core', 'node', 'store', 'console'],
  host: ['core', 'node', 'store', 'console'],
  client: ['core', 'node', 'directory'],
  diagnostics: ['core', 'client'],
  directory: ['core', 'node'],
  fleet: ['core', 'node', 'store', 'client', 'directory'],
  lab: ['core', 'store', 'authority', 'host', 'client', 'fleet'],
  cli: [
    'core',
    'node',
    'store',
    'authority',
    'host',
    'client',
    'directory',
    'diagnostics',
    'fleet',
    'lab',
    'console',
  ],
}

const ground = ['bytes', 'errors']
const evidence = [...ground, 'ports', 'confirming', 'documents']

/** The folders of core that each folder of core may import. */
export const coreLayers: Readonly<Record<string, readonly string[]>> = {
  bytes: [],
  errors: [],
  ports: ground,
  keys: [...ground, 'ports'],
  'short-signatures': [...ground, 'ports'],
  confirming: [...ground, 'ports', 'short-signatures'],
  dns: [...ground, 'ports'],
  discovery: [...ground, 'ports', 'dns'],
  documents: [...ground, 'ports', 'confirming'],
  duplicates: ground,
  wire: evidence,
  events: ground,
  counting: [...evidence, 'wire', 'events'],
  licensing: [...evidence, 'keys', 'wire', 'events', 'discovery'],
  issuing: [...evidence, 'keys', 'events'],
  stores: [...evidence, 'keys', 'wire', 'events', 'counting', 'licensing', 'issuing'],
}

/** Packages from outside that core may use; its manifest declares them. */
export const coreLibraries: readonly string[] = ['@noble/curves']

/** Services that are built from ports: only their `main.ts` knows real ones. */
export const portedPackages: readonly string[] = ['authority', 'host', 'client', 'fleet']

/** What only a `main.ts` may import there. */
export const realPorts: readonly string[] = [
  '@muster/node',
  '@muster/store/',
  '@muster/console/assets',
  'node:',
]

/**
 * Files beside `main.ts` that need the platform, each with its reason. A file that is gone must leave this list.
 */
export const realPortExceptions: Readonly<Record<string, string>> = {
  'packages/host/src/reading.ts':
    'what a thread opens to read a store, without the service that main.ts makes',
  'packages/client/src/platform.ts': 'the one file that knows where operating systems keep state and sockets',
  'packages/client/src/agent/agent.ts':
    'the agent is the sockets of this machine, there is nothing to simulate',
  'packages/client/src/agent/agent-server.ts': 'HTTP on those sockets',
  'packages/client/src/agent/agent-connection.ts': 'HTTP on those sockets, from the other side',
  'packages/fleet/src/sqlite/inventory.ts':
    'the inventory is one SQLite file of one person, and nothing else',
  'packages/fleet/src/sqlite/machine-table.ts': 'rows of that file',
  'packages/fleet/src/sqlite/run-table.ts': 'rows of that file',
  'packages/fleet/src/sqlite/secret-tables.ts': 'rows of that file',
}
