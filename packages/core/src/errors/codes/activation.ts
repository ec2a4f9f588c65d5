/** Codes 1400–1499: what an activation host refuses, and what its answer may leave open. */
import { defineCodes } from '../code-definition.ts'

export const activationCodes = defineCodes({
  'product-not-served': {
    number: 1400,
    sentence: 'No host key on this activation host covers the product.',
    cause: 'The product group is not certified, or the product is newer than the catalogue of the host.',
    remedy: 'Install a host key for this product on the host, or update its catalogue.',
    retry: 'after-remedy',
    compare: '0xC004F042',
  },
  'clock-difference': {
    number: 1401,
    sentence: 'The clocks of machine and host differ by more than 4 hours.',
    cause: 'One of the clocks is wrong; time zones do not matter.',
    remedy: 'Synchronise the clocks of both machines.',
    retry: 'after-remedy',
    compare: '0xC004F06C',
  },
  'host-not-activated': {
    number: 1402,
    sentence: 'The activation host is not activated itself.',
    cause: 'Its host key was never activated, or its certificate expired.',
    remedy: 'Run "muster host activate" on the host.',
    retry: 'after-remedy',
    compare: '0xC004F041',
  },
  'host-busy': {
    number: 1403,
    sentence: 'The activation host is busy.',
    cause: 'Too many requests are waiting, or its store does not answer.',
    remedy: 'Nothing: the client asks again after the retry interval.',
    retry: 'later',
  },
  'count-insufficient': {
    number: 1404,
    sentence: 'Not enough machines have asked yet.',
    cause: 'The activation count is below the threshold of the product.',
    remedy: 'Let more machines ask; the client asks again after the retry interval.',
    retry: 'later',
    compare: '0xC004F038',
  },
  'host-stopping': {
    number: 1405,
    sentence: 'The activation host is stopping.',
    cause: 'An administrator stops or restarts the service.',
    remedy: 'Nothing: the client asks again after the retry interval.',
    retry: 'later',
  },
  'host-key-missing': {
    number: 1406,
    sentence: 'No host key is installed.',
    cause: 'The host was set up but has no host key yet.',
    remedy: 'Run "muster host install-key" with the host key of your vendor.',
    retry: 'after-remedy',
    compare: '0xC004F039',
  },
  'interval-out-of-range': {
    number: 1407,
    sentence: 'The interval is outside 15 minutes to 30 days.',
    cause: 'A smaller or larger interval was asked for than an administrator may set.',
    remedy: 'Give a number of minutes between 15 and 43200.',
    retry: 'after-remedy',
  },
  'catalogue-older': {
    number: 1408,
    sentence: 'The catalogue is older than the one that is installed.',
    cause: 'An old file was given.',
    remedy: 'Export the present catalogue at the vendor and install that.',
    retry: 'after-remedy',
  },
})
