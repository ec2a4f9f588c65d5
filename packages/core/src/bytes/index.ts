export { asciiBytes, concatBytes, equalBytes } from './byte-arrays.ts'
export { fromHex, toHex } from './hex.ts'
export { isUuid, uuidBytesLength, uuidFromText, uuidToText, withUuidVersion } from './uuid.ts'
