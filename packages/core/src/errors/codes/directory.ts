/**
 * Codes 1900–1999: directories. From 1900 on finding, reading and writing one; from 1950 on what a machine makes of its
 * membership. What is wrong with an activation object itself has the codes of documents.
 */
import { defineCodes } from '../code-definition.ts'

export const directoryCodes = defineCodes({
  'directory-not-found': {
    number: 1900,
    sentence: 'No directory server was found for this domain.',
    cause: 'The domain is mistyped, or DNS has no record "_ldap._tcp.dc._msdcs" for it.',
    remedy: 'Check the domain and the DNS servers of this machine, or name the server.',
    retry: 'later',
  },
  'directory-unreachable': {
    number: 1901,
    sentence: 'No directory server could be reached.',
    cause: 'The servers are down, or a firewall stands between.',
    remedy: 'Check that LDAP (port 389) or LDAPS (port 636) of a domain controller can be reached.',
    retry: 'later',
  },
  'directory-timeout': {
    number: 1902,
    sentence: 'The directory server did not answer in time.',
    cause: 'It is overloaded, far away, or holds the answer back.',
    remedy: 'Try again, or name another server.',
    retry: 'later',
  },
  'directory-tls-failed': {
    number: 1903,
    sentence: 'No protected connection to the directory server came about.',
    cause: 'Its certificate is not by a CA that is trusted here or names another host, or TLS is not set up.',
    remedy: 'Give the CA certificate of the domain, and name the server as its certificate does.',
    retry: 'after-remedy',
  },
  'directory-password-unprotected': {
    number: 1904,
    sentence: 'A password is not sent to a directory without TLS.',
    cause: 'An account with a password was given together with a plain connection.',
    remedy: 'Use LDAPS or StartTLS, or Kerberos.',
    retry: 'after-remedy',
  },
  'directory-credentials': {
    number: 1905,
    sentence: 'The directory server does not accept this account.',
    cause: 'Name or password is wrong, the account is locked, or its ticket is for another domain.',
    remedy: 'Check the account; on Active Directory a name may be given as user@domain.',
    retry: 'after-remedy',
  },
  'directory-ticket-missing': {
    number: 1906,
    sentence: 'There is no Kerberos ticket to show to the directory server.',
    cause:
      'Nobody ran kinit, the ticket ended, the keytab cannot be read, or the clocks differ by more than 5 minutes.',
    remedy: 'Run kinit, or give a keytab and its principal, and check the clock.',
    retry: 'after-remedy',
  },
  'directory-tool-missing': {
    number: 1907,
    sentence: 'A program that Kerberos needs here is not installed.',
    cause: 'One of ldapsearch, ldapmodify, kinit, or the GSSAPI module of SASL is not there.',
    remedy: 'Install them: on Debian "apt-get install ldap-utils krb5-user libsasl2-modules-gssapi-mit".',
    retry: 'after-remedy',
  },
  'directory-permission': {
    number: 1908,
    sentence: 'The directory does not allow this account to do that.',
    cause: 'Writing below the container of services takes rights that ordinary accounts lack.',
    remedy:
      'Use an account of the directory administrators, or grant the rights as the directory guide says.',
    retry: 'after-remedy',
  },
  'directory-answer-malformed': {
    number: 1909,
    sentence: 'The directory server gave an answer that cannot be read.',
    cause: 'The address belongs to another service, or somebody interferes with the connection.',
    remedy: 'Check the address of the server; if this persists, suspect tampering.',
    retry: 'later',
  },
  'directory-answer-too-large': {
    number: 1910,
    sentence: 'The directory server gave a larger answer than is accepted.',
    cause: 'The search fits too many entries, or the server is not what it says.',
    remedy: 'Narrow the search, or check the server.',
    retry: 'after-remedy',
  },
  'directory-schema-missing': {
    number: 1911,
    sentence: 'The directory does not know the class of activation objects.',
    cause: 'On a directory other than Active Directory a small schema has to be loaded once.',
    remedy: 'Load the schema: "muster directory schema" prints it.',
    retry: 'after-remedy',
  },
  'directory-base-unknown': {
    number: 1912,
    sentence: 'It is not known in which part of the directory activation objects lie.',
    cause:
      'The server names no configuration partition and not exactly one naming context, or hides what it holds.',
    remedy: 'Name the entry below which they lie with --base, and use an account that may read it.',
    retry: 'after-remedy',
  },
  'directory-object-missing': {
    number: 1913,
    sentence: 'The directory holds no such activation object.',
    cause: 'Its id is mistyped, it was removed, or this account may not read it.',
    remedy: 'List the objects with "muster directory list".',
    retry: 'after-remedy',
  },
  'directory-object-broken': {
    number: 1914,
    sentence: 'An entry is laid out as an activation object and holds none.',
    cause: 'Its values were changed, cut or mixed by another program.',
    remedy: 'Publish the object again, or remove the entry.',
    retry: 'after-remedy',
  },
  'directory-refused': {
    number: 1915,
    sentence: 'The directory server refused the request.',
    cause: 'The server says why; a read-only server or a rule of the directory are usual.',
    remedy: 'Heed what the server says; write to a server that accepts changes.',
    retry: 'after-remedy',
  },
  'directory-not-joined': {
    number: 1950,
    sentence: 'This machine is in no domain.',
    cause: 'It has not joined one, or left it; a member holds keys of its own in /etc/krb5.keytab.',
    remedy: 'Join the machine to its domain, or name the domain with "muster client set-directory".',
    retry: 'after-remedy',
  },
  'directory-no-object': {
    number: 1951,
    sentence: 'The directory of this domain holds no activation object for this product.',
    cause: 'None was published, or it was removed.',
    remedy: 'Let the administrator of the directory publish one: "muster directory publish".',
    retry: 'later',
  },
  'directory-objects-refused': {
    number: 1952,
    sentence: 'None of the activation objects in the directory activates this product.',
    cause:
      'They have ended, belong to another vendor or directory, or were changed; each is listed with its reason.',
    remedy: 'Let the administrator of the directory look at them: "muster directory verify".',
    retry: 'later',
  },
  'directory-left': {
    number: 1953,
    sentence: 'The machine is no longer in the domain whose directory activated it.',
    cause: 'It left the domain, joined another one, or lost its keys.',
    remedy: 'Join the domain again, or let an activation host activate it.',
    retry: 'after-remedy',
  },
  'directory-support-missing': {
    number: 1954,
    sentence: 'This product brings nothing that reads directories.',
    cause: 'The package @muster/directory is not installed beside it, or cannot be loaded.',
    remedy: 'Install the package, or let the agent ("muster client agent") activate the machine.',
    retry: 'after-remedy',
  },
})
