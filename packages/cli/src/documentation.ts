/** What documentation is written from: the registry, and how help words things. */
export type { CommandDefinition } from './framework/command.ts'
export { environmentTwin, optionsOf } from './framework/global-options.ts'
export { argumentEntry, optionEntry, usageOf } from './framework/help.ts'
export { walkCommands } from './framework/tree.ts'
export { registry } from './registry.ts'
