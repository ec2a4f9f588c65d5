export { type DrawInteger, orderServices } from './service-order.ts'
