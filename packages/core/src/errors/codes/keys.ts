/** Codes 1100–1199: product keys, installation and confirmation IDs as people type them. */
import { defineCodes } from '../code-definition.ts'

export const keyCodes = defineCodes({
  'product-key-length': {
    number: 1100,
    sentence: 'The product key does not have 25 characters.',
    cause: 'A group is missing or was pasted twice.',
    remedy: 'Enter all five groups of five characters.',
    retry: 'after-remedy',
    compare: '0xC004F050',
  },
  'product-key-character': {
    number: 1101,
    sentence: 'The product key contains a character that no key uses.',
    cause: 'A typing error, or text that is not a product key.',
    remedy: 'Check the group that is named; keys use digits and letters without I, L, O and U.',
    retry: 'after-remedy',
    compare: '0xC004F050',
  },
  'product-key-checksum': {
    number: 1102,
    sentence: 'The product key was mistyped.',
    cause: 'One or more characters differ from the key that was issued.',
    remedy: 'Compare the key with the original, first in the group that is named.',
    retry: 'after-remedy',
    compare: '0xC004F050',
  },
  'product-key-version': {
    number: 1103,
    sentence: 'The product key has a version that this software does not know.',
    cause: 'The key was issued for a newer version of the software.',
    remedy: 'Update the software, or ask the vendor for a key of the present version.',
    retry: 'after-remedy',
  },
  'product-key-kind': {
    number: 1104,
    sentence: 'The product key is of the wrong kind for this place.',
    cause: 'A setup key was given where a host key is needed, or the other way round.',
    remedy: 'Install host keys on the activation host, setup keys and multiple activation keys on machines.',
    retry: 'after-remedy',
    compare: '0xC004F069',
  },
  'product-key-mismatch': {
    number: 1105,
    sentence: 'The product key does not belong to an installed product licence.',
    cause: 'The key is for another edition or product, or the product licence is not installed.',
    remedy: 'Install the product licence that came with the product, or use the key of this edition.',
    retry: 'after-remedy',
    compare: '0xC004F050',
  },
  'product-key-missing': {
    number: 1106,
    sentence: 'No product key is installed.',
    cause: 'The key was never installed, or it was removed.',
    remedy: 'Install the product key.',
    retry: 'after-remedy',
    compare: '0xC004F014',
  },
  'installation-id-invalid': {
    number: 1150,
    sentence: 'The installation ID is not one that this software makes.',
    cause: 'It belongs to another product or to a newer version.',
    remedy: 'Have the machine show its installation ID again.',
    retry: 'after-remedy',
    compare: '0xC004F02C',
  },
})
