import { openEngine } from '../build.ts'
import { type Command, defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { writeLine } from '../output.ts'
import { PLUGIN } from '../shared-options.ts'
import { UsageError } from '../usage-error.ts'

/** `naftiko schema`. */
export const schema: Command = defineCommand({
  about: ['Composed from the plugins of this build and those given with --plugin, for editors that complete and check YAML.'],
  options: { plugin: PLUGIN },
  examples: [
    ['naftiko schema > naftiko.schema.json', 'then, as the first line of a document:'],
    ['# yaml-language-server: $schema=./naftiko.schema.json', ''],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    if (operands.length > 0) throw new UsageError('this command takes no operands')
    const engine = await openEngine({ io, build, plugins: options.plugin })
    // A file to keep and to compare, so it is indented wherever it goes.
    await writeLine(io.stdout, JSON.stringify(engine.schema(), undefined, 2))
    return EXIT.fine
  },
})
