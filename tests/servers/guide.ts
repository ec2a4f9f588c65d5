/** Command lines out of the guides for administrators, so that tests run what people are told to type. */
import { readFileSync } from 'node:fs'

/** The blocks of a guide that stand behind this mark, in their order. */
export function guideBlocks(guide: string, mark: string): readonly string[] {
  const text = readFileSync(new URL(`../../docs/operating/${guide}`, import.meta.url), 'utf8')
  const blocks = text.split(`<!-- run on ${mark} -->\n\`\`\`\n`).slice(1)
  if (blocks.length === 0) throw new Error(`${guide} has no block that runs on ${mark}`)
  return blocks.map((block) => block.slice(0, block.indexOf('```')))
}
