/** `muster completion SHELL`: a completion script made from the registry. */
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { zshScript } from '../completion/zsh.ts'
import { defineCommand } from '../framework/command.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

export const command = defineCommand({
  summary: 'Print a completion script for your shell.',
  arguments: {
    shell: { label: 'SHELL', summary: 'The shell.', choices: ['bash', 'zsh', 'fish'] },
  },
  examples: [
    { line: 'source <(muster completion bash)', does: 'completion in this shell' },
    {
      line: 'muster completion fish > ~/.config/fish/completions/muster.fish',
      does: 'completion in every fish',
    },
  ],
  async run(context) {
    context.write(scripts[context.arguments.shell](await context.completionLevels()))
  },
})
