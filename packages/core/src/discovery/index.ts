export { drawFrom } from './draw-integer.ts'
export { type LookUp, reasonOfPlace, type Targets, targetsMax, targetsOf } from './look-up.ts'
export {
  defaultServiceLabel,
  defaultTtlSeconds,
  isSameRecord,
  type Publication,
  planAddressUpdate,
  planServiceRemoval,
  planServiceUpdate,
  serviceName,
  type WantedRecord,
  wantedAddressRecords,
  wantedServiceRecord,
} from './publication.ts'
export { type DrawInteger, orderServices } from './service-order.ts'
