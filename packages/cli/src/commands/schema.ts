import { openEngine } from '../build.ts'
import { type Command, defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { PLUGIN } from '../shared-options.ts'
import { UsageError } from '../usage-error.ts'
import { FORCE, OUTPUT, writeResult } from '../write/result.ts'
import { schemaText } from '../write/schema-file.ts'

/** `naftiko schema`. */
export const schema: Command = defineCommand({
  about: ['Composed from the plugins of this build and those given with --plugin, for editors that complete and check YAML.'],
  options: { output: OUTPUT, force: FORCE, plugin: PLUGIN },
  examples: [
    ['naftiko schema --output naftiko.schema.json', 'then, as the first line of a document:'],
    ['# yaml-language-server: $schema=./naftiko.schema.json', ''],
    ['naftiko schema --output naftiko.schema.json --force --plugin ./my-plugin.js', 'with the words of a plugin of your own'],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    if (operands.length > 0) throw new UsageError('this command takes no operands; --output <file> names a file')
    const engine = await openEngine({ io, build, plugins: options.plugin })
    await writeResult(io, schemaText(engine), options)
    return EXIT.fine
  },
})
