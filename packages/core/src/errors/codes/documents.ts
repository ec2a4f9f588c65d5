/**
 * Codes 1200–1299: signed documents. Bad evidence (the bytes or a signature are wrong) and evidence that is
 * sound but not trusted here (another vendor, another product, out of time) never share a code.
 */
import { defineCodes } from '../code-definition.ts'

export const documentCodes = defineCodes({
  'document-malformed': {
    number: 1200,
    sentence: 'The document is not well formed.',
    cause: 'The file or message is damaged, truncated, or something else.',
    remedy: 'Get the document again from its source.',
    retry: 'never',
  },
  'document-not-canonical': {
    number: 1201,
    sentence: 'The document is not in its one canonical encoding.',
    cause: 'It was written or changed by software that does not follow the protocol.',
    remedy: 'Get the document again from its source.',
    retry: 'never',
  },
  'document-too-long': {
    number: 1202,
    sentence: 'The document is longer than its kind may be.',
    cause: 'The file is something else, or somebody sends oversized input.',
    remedy: 'Check that the right file was given.',
    retry: 'never',
  },
  'document-signature': {
    number: 1203,
    sentence: 'The signature of the document is wrong.',
    cause: 'The document was changed after signing, or is of another kind than expected.',
    remedy: 'Get the document again from its source; if this persists, suspect tampering.',
    retry: 'never',
  },
  'document-signer-unknown': {
    number: 1220,
    sentence: 'The document is signed by somebody whom this installation does not trust.',
    cause: 'It comes from another vendor, or the vendor changed its root.',
    remedy: 'Use documents of the vendor of this product, or update the product.',
    retry: 'after-remedy',
  },
  'document-expired': {
    number: 1221,
    sentence: 'The document is past its validity.',
    cause: 'A certificate or licence reached its end.',
    remedy: 'Have the activation host activated again, or get a newer document from the vendor.',
    retry: 'after-remedy',
  },
  'document-not-yet-valid': {
    number: 1222,
    sentence: 'The document is not valid yet.',
    cause: 'The clock of this machine is behind, or the document was made for later.',
    remedy: 'Check the clock of this machine.',
    retry: 'after-remedy',
  },
  'document-product-not-covered': {
    number: 1223,
    sentence: 'The certificate does not cover this product.',
    cause: 'The host was activated with a host key for other products.',
    remedy: 'Install and activate a host key for this product group on the host.',
    retry: 'after-remedy',
    compare: '0xC004F042',
  },
  'document-product-mismatch': {
    number: 1224,
    sentence: 'The document belongs to another product.',
    cause: 'An answer or licence of one product was presented for another.',
    remedy: 'Use the document of this product.',
    retry: 'never',
  },
  'document-other-machine': {
    number: 1225,
    sentence: 'The document belongs to another machine.',
    cause: 'A lease was copied from another installation.',
    remedy: 'Activate this machine itself.',
    retry: 'never',
  },
  'document-nonce': {
    number: 1226,
    sentence: 'The answer does not belong to this request.',
    cause: 'An old answer was replayed, or answers were mixed up on the way.',
    remedy: 'Ask again; if this persists, suspect tampering on the network.',
    retry: 'later',
  },
  'document-issuer-mismatch': {
    number: 1227,
    sentence: 'The documents of one chain name different issuers.',
    cause: 'Files from different vendors or from different issuer keys were mixed.',
    remedy: 'Install licence, catalogue and certificate from one source.',
    retry: 'after-remedy',
  },
  'document-certificates-missing': {
    number: 1228,
    sentence: 'The answer came without the certificates that prove its host.',
    cause: 'The host believed that this machine holds them already.',
    remedy: 'Ask again without naming a host certificate.',
    retry: 'later',
  },
  'confirmation-key-missing': {
    number: 1229,
    sentence: 'The issuer of these documents has no key for confirmations.',
    cause: 'The licence or media were exported before the vendor offered activation without a connection.',
    remedy: 'Get the present licence or media from the vendor and install that.',
    retry: 'after-remedy',
  },
  'document-validity-too-long': {
    number: 1230,
    sentence: 'The certificate is valid for longer than its kind may be.',
    cause: 'It was issued by software that does not follow the protocol, or with a stolen key.',
    remedy:
      'Have the activation host activated again by the authority of the vendor; if this persists, tell the vendor.',
    retry: 'after-remedy',
  },
  'document-other-directory': {
    number: 1231,
    sentence: 'The activation object was made for another directory.',
    cause: 'It was copied from another forest, or the directory was built anew since.',
    remedy: 'Have an activation object made for this directory: "muster directory publish".',
    retry: 'after-remedy',
  },
})
