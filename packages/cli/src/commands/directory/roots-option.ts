/** The flag that names the vendor's roots, where an object is to be verified up to them. */

/** May be given several times: a vendor that replaces its root has two. */
export const rootsOption = {
  value: 'ROOT',
  repeatable: true,
  summary: "The vendor's root public key: a file, or 64 hexadecimal digits.",
} as const
