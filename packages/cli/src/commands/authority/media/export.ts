/** `muster authority media export DIR`: what customers without a connection need. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../../../framework/command.ts'
import { writeOutputFile } from '../output-file.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Write licences, catalogue, issuer certificate and root for customers without a connection.',
  description: ['Nothing of it is secret: ship it with the product, on its media or on a web page.'],
  role: 'authority',
  json: 'value',
  arguments: { folder: { label: 'DIR', summary: 'Where to write; files of the same names are replaced.' } },
  examples: [
    { line: 'muster authority media export ./media', does: 'for "muster host activate --media ./media"' },
  ],
  async run(context) {
    const folder = resolve(context.arguments.folder)
    const files = await withAuthority(context, (authority) => authority.exportMedia())
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw new AppError('file-access', folder, { cause })
    })
    const written: string[] = []
    for (const { name, content } of files) written.push(await writeOutputFile(join(folder, name), content))
    context.result({ folder, files: written }, () => `${written.join('\n')}\n`)
  },
})
