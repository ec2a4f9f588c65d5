/** Where a host's folder has its embedded store. */

/** The name of the file. */
export const storeFile = 'host.sqlite'
