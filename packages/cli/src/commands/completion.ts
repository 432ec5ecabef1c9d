import { type Command, defineCommand } from '../command.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { commandWords } from '../completion/words.ts'
import { zshScript } from '../completion/zsh.ts'
import { EXIT } from '../exit-codes.ts'
import { writeLine } from '../output.ts'
import { UsageError } from '../usage-error.ts'

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

/** `naftiko completion`. */
export const completion: Command = defineCommand({
  about: ['Commands, options and their values are completed; everywhere else files are.'],
  options: {},
  examples: [
    ['source <(naftiko completion bash)', 'in ~/.bashrc'],
    ['source <(naftiko completion zsh)', 'in ~/.zshrc, after compinit'],
    ['naftiko completion fish > ~/.config/fish/completions/naftiko.fish', 'once'],
  ],
  run: async ({ operands, context: { io } }) => {
    const [shell = '', ...more] = operands
    if (!Object.hasOwn(SHELLS, shell) || more.length > 0) throw new UsageError(`name one shell: ${Object.keys(SHELLS).join(', ')}`)
    await writeLine(io.stdout, SHELLS[shell as keyof typeof SHELLS](await commandWords()))
    return EXIT.fine
  },
})
