export { base32Size, base32Symbol, base32Value } from './base32.ts'
export { asciiBytes, concatBytes, equalBytes } from './byte-arrays.ts'
export {
  bytesToDigitGroups,
  dammCheckDigit,
  digitGroupsToBytes,
  groupDigits,
  hasDammCheckDigit,
} from './digits.ts'
export { fromHex, toHex } from './hex.ts'
export { checkSymbolCount, checkSymbolsOf, examineWord, type WordCondition } from './reed-solomon.ts'
export { shortArray } from './short-arrays.ts'
export {
  type TarEntry,
  tarBlockBytes,
  tarEnd,
  tarFileBytesMax,
  tarHeader,
  tarNameCharactersMax,
  tarPadding,
} from './tar.ts'
export { readUtf8, utf8Bytes, utf8Length, writeUtf8 } from './utf8.ts'
export { isUuid, uuidBytesLength, uuidFromText, uuidToText, withUuidVersion } from './uuid.ts'
