import { openEngine } from '../build.ts'
import { type Command, defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { writeJson, writeLine } from '../output.ts'
import { table } from '../report/table.ts'
import { PLUGIN } from '../shared-options.ts'
import { UsageError } from '../usage-error.ts'

/** `naftiko plugins`. */
export const plugins: Command = defineCommand({
  about: ['The kind says what a plugin handles, the type is the word of a document that chooses it.'],
  options: { plugin: PLUGIN, json: { kind: 'flag', about: 'as JSON' } },
  examples: [
    ['naftiko plugins', 'what this build contains'],
    ['naftiko plugins --plugin ./my-plugin.js', 'and whether a plugin of your own can be loaded'],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    if (operands.length > 0) throw new UsageError('this command takes no operands')
    const engine = await openEngine({ io, build, plugins: options.plugin })
    if (options.json) await writeJson(io.stdout, engine.plugins)
    else {
      const rows = engine.plugins.map(({ kind, type, name, description = '' }) => [kind, type, name, description])
      await writeLine(io.stdout, table([['KIND', 'TYPE', 'NAME', ''], ...rows]))
    }
    return EXIT.fine
  },
})
