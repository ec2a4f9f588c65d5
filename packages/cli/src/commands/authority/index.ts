/** The commands of `muster authority`, in the order of the help. */
import { command, group } from '../../framework/tree.ts'

export const authorityCommands = group(
  'authority',
  'The vendor: products, keys, and the service that activates hosts.',
  [
    command('init', () => import('./init.ts')),
    command('serve', () => import('./serve.ts')),
    group('product', 'What is activated.', [
      command('add', () => import('./product/add.ts')),
      command('list', () => import('./product/list.ts')),
      command('show', () => import('./product/show.ts')),
    ]),
    group('licence', 'The signed file that ships with a product.', [
      command('export', () => import('./licence/export.ts')),
    ]),
    group('key', 'Keys that the vendor issues.', [
      command('issue', () => import('./key/issue.ts')),
      command('list', () => import('./key/list.ts')),
      command('show', () => import('./key/show.ts')),
      command('block', () => import('./key/block.ts')),
      command('raise', () => import('./key/raise.ts')),
    ]),
    command('hosts', () => import('./hosts.ts')),
    group('object', 'Activation objects for directories.', [
      command('create', () => import('./object/create.ts')),
      command('list', () => import('./object/list.ts')),
    ]),
    command('activations', () => import('./activations.ts')),
    command('telephone', () => import('./telephone.ts')),
    command('desk-token', () => import('./desk-token.ts')),
    group('media', 'What customers without a connection need.', [
      command('export', () => import('./media/export.ts')),
    ]),
    group('catalogue', 'The products that hosts know.', [
      command('export', () => import('./catalogue/export.ts')),
    ]),
    group('token', 'Who can sign in to the console and its API.', [
      command('new', () => import('./token/new.ts')),
      command('list', () => import('./token/list.ts')),
      command('remove', () => import('./token/remove.ts')),
    ]),
    command('audit', () => import('./audit.ts')),
    command('backup', () => import('./backup.ts')),
    command('renew-issuer', () => import('./renew-issuer.ts')),
  ],
)
