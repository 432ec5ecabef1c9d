import type { TextSpec } from '../args.ts'
import { type Command, defineCommand } from '../command.ts'
import { createCapability } from '../create/capability/create-capability.ts'
import { createPlugin } from '../create/plugin/create-plugin.ts'
import { EXIT } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'

/** `naftiko create`. */
export const create: Command = defineCommand({
  about: [
    'A capability is one file: <name>.yaml. What is left out is asked for at a terminal, and has a sensible value elsewhere.',
    'Beside it, naftiko.schema.json lets editors complete and check it.',
    'A plugin is a folder <name> with a package: TypeScript, tests by the conformance suite, and a document that uses it.',
  ],
  options: {
    template: {
      kind: 'text',
      value: '<template>',
      choices: ['proxy', 'aggregate', 'tools', 'mock'],
      about: 'what the capability does (default proxy)',
    } as const satisfies TextSpec,
    'base-uri': { kind: 'text', value: '<url>', about: 'address of the API that the capability consumes' },
    kind: {
      kind: 'text',
      value: '<kind>',
      choices: ['consumer', 'exposer', 'binder', 'step', 'format', 'rule'],
      about: 'what the plugin handles (default consumer)',
    } as const satisfies TextSpec,
    output: { kind: 'text', value: '<path>', about: 'the file or folder to write' },
    force: { kind: 'flag', about: 'replace files that are there already' },
  },
  examples: [
    ['naftiko create capability books --base-uri https://api.example.org/v1', 'books.yaml: an API as REST and MCP'],
    ['naftiko create capability books --template mock', 'fixed answers, to begin without an API'],
    ['naftiko create plugin ftp --kind consumer', 'ftp/: a package for a new "type: ftp"'],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    const [what, name, ...more] = operands
    if (more.length > 0) throw new UsageError(`one thing is created at a time, and "${more[0]!}" is too much`)
    const { output, force } = options
    if (what === 'capability') {
      if (options.kind !== undefined) throw new UsageError('--kind is for plugins; a capability has a --template')
      await createCapability(io, build, { name, template: options.template as never, baseUri: options['base-uri'], output, force })
    } else if (what === 'plugin') {
      if (options.template !== undefined || options['base-uri'] !== undefined)
        throw new UsageError('--template and --base-uri are for capabilities; a plugin has a --kind')
      await createPlugin(io, { name, kind: (options.kind ?? 'consumer') as never, output, force })
    } else {
      const found = what === undefined ? 'say what to create' : `"${what}" cannot be created`
      throw new UsageError(`${found}: create capability <name>, or create plugin <name>`)
    }
    return EXIT.fine
  },
})
