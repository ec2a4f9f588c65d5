export {
  type ApplicationCount,
  type CountChange,
  type CountEntry,
  emptyApplicationCount,
} from './count-state.ts'
export { type CounterName, counterNames, type HostChange, type MachineSighting } from './host-change.ts'
