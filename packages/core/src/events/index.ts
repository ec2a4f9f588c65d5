export {
  type EventCode,
  type EventFields,
  type EventLevel,
  eventCodeNumber,
  eventIds,
  type MusterEvent,
  type PresentedEvent,
  presentEvent,
  type RequestFacts,
  type RequestProcessedEvent,
  type ServiceEvent,
} from './event.ts'
