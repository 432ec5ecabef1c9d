import path from 'node:path'
import type { GraphDescription } from '@naftiko/core'
import type { JsonValue } from '@naftiko/plugin-api'
import { openEngine } from '../build.ts'
import { type Command, defineCommand } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { mcpConfig } from '../inspect/mcp-config.ts'
import { graphMermaid } from '../inspect/mermaid.ts'
import { graphText } from '../inspect/text.ts'
import { wiringOf } from '../inspect/wiring.ts'
import { type Io, pathFrom } from '../io.ts'
import { writeJson, writeLine } from '../output.ts'
import { PLUGIN, STRICT } from '../shared-options.ts'
import { UsageError } from '../usage-error.ts'
import { loadOne } from './load-one.ts'

/** `naftiko inspect`. */
export const inspect: Command = defineCommand({
  about: [
    'Variables, consumed APIs with their operations, exposers with their routes and tools, and in which dialect each mapping is written. Nothing is started.',
  ],
  options: {
    format: {
      kind: 'text',
      value: '<format>',
      choices: ['text', 'json', 'mermaid'],
      default: 'text',
      about: 'how to show it',
    },
    'mcp-config': { kind: 'flag', about: 'what MCP clients want to be told in order to use the document' },
    plugin: PLUGIN,
    strict: STRICT,
  },
  examples: [
    ['naftiko inspect a.yaml', 'as a tree'],
    ['naftiko inspect a.yaml --format mermaid', 'as a diagram, for Markdown'],
    ['naftiko inspect a.yaml --mcp-config', 'to be pasted into the settings of Claude Desktop, VS Code or Cursor'],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    const [file, ...more] = operands
    if (file === undefined || more.length > 0) throw new UsageError('name one capability document')
    const engine = await openEngine({ io, build, plugins: options.plugin })
    const capability = await loadOne(engine, io, pathFrom(io, file), { strict: options.strict })
    if (capability === undefined) return EXIT.badDocument
    if (options['mcp-config']) return writeMcpConfig(io, file, capability.graph)
    const [{ explanations, sources }, { parse }] = await Promise.all([engine.validate(pathFrom(io, file)), import('yaml')])
    const wiring = wiringOf(explanations, sources, (text) => parse(text) as JsonValue)
    if (options.format === 'json') await writeJson(io.stdout, { ...capability.graph, wiring })
    else await writeLine(io.stdout, (options.format === 'text' ? graphText : graphMermaid)(capability.graph, wiring))
    return EXIT.fine
  },
})

async function writeMcpConfig(io: Io, file: string, graph: GraphDescription): Promise<ExitCode> {
  const text = mcpConfig(graph, path.resolve(io.cwd, file))
  if (text === undefined) throw new UsageError(`${file} has no MCP exposer; add one with "type: mcp"`)
  await writeLine(io.stdout, text)
  return EXIT.fine
}
