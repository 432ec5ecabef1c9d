import type { ExposeKind } from '@naftiko/openapi'
import type { OptionSpecs, Values } from '../args.ts'
import { type Command, defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { readSource } from '../import/read-source.ts'
import type { Io } from '../io.ts'
import { writeLine } from '../output.ts'
import { printable } from '../report/printable.ts'
import { UsageError } from '../usage-error.ts'
import { FORCE, OUTPUT, writeResult } from '../write/result.ts'

const OPTIONS = {
  expose: { kind: 'list', value: '<rest,mcp>', about: 'serve the operations as well, as REST, as MCP or as both' },
  namespace: { kind: 'text', value: '<name>', about: 'name of the API or server in calls (default: made from its title)' },
  'base-uri': { kind: 'text', value: '<url>', about: 'openapi: address of the API, in the place of the one that the document says' },
  'token-variable': { kind: 'text', value: '<name>', about: 'mcp: the variable that holds the bearer token of a server at an address' },
  env: { kind: 'list', value: '<name>', about: 'mcp: a variable that a server sees which is started as a process (repeatable)' },
  output: OUTPUT,
  force: FORCE,
} as const satisfies OptionSpecs

type Options = Values<typeof OPTIONS>
/** Imports from what the operands name. */
type Importing = (io: Io, operands: readonly string[], options: Options) => Promise<Imported>

interface Imported {
  readonly text: string
  readonly operations: number
  readonly warnings: readonly string[]
}

/** `naftiko import`. */
export const importCommand: Command = defineCommand({
  about: [
    'OpenAPI 3.0, 3.1 and Swagger 2.0, as JSON or YAML; "-" reads the standard input. The capability consumes the API: its operations, inputs, bodies and credential.',
    'Of an MCP server, at an address or started by a command after --, the capability consumes the tools with their inputs. The server is asked for them.',
    'With --expose it serves them, too, on port 8080 (REST) and 9090 (MCP). What could not be taken over is said on stderr.',
  ],
  options: OPTIONS,
  examples: [
    ['naftiko import openapi petstore.json --expose rest,mcp --output petstore.yaml', 'a capability that runs'],
    ['naftiko import openapi https://example.com/openapi.yaml --namespace pets', 'only what is consumed, on stdout'],
    ['naftiko import mcp https://mcp.example.com/mcp --token-variable FILES_TOKEN', 'the tools of an MCP server'],
    ['naftiko import mcp --output files.yaml -- npx -y @modelcontextprotocol/server-filesystem .', 'the same of one that is a process'],
  ],
  run: async ({ options, operands: [kind, ...operands], context: { io } }) => {
    const importing = kind !== undefined && Object.hasOwn(IMPORTS, kind) ? IMPORTS[kind] : undefined
    if (importing === undefined)
      throw new UsageError(
        `${kind === undefined ? 'say what' : `"${kind}" cannot be imported`}; what can be is: import openapi <file|url>, import mcp <url>`,
      )
    const expose = exposeOf(options.expose)
    const { text, operations, warnings } = await importing(io, operands, options)
    for (const warning of warnings) await writeLine(io.stderr, `warning: ${printable(warning)}`)
    const { output } = options
    if (await writeResult(io, text, { output, force: options.force })) await writeLine(io.stderr, doneLine(output!, operations, expose))
    return EXIT.fine
  },
})

const fromOpenApi: Importing = async (io, operands, options) => {
  refuseOptions(options, ['token-variable', 'env'], 'openapi')
  const read = await readSource(io, sourceOf(operands))
  await tellProgress(io, read.text)
  const { importOpenApi } = await import('@naftiko/openapi')
  return importOpenApi(read.text, {
    expose: exposeOf(options.expose),
    ...(read.source === undefined ? {} : { source: read.source }),
    ...(options.namespace === undefined ? {} : { namespace: namespaceOf(options.namespace) }),
    ...(options['base-uri'] === undefined ? {} : { baseUri: addressOf(options['base-uri']) }),
  })
}

const fromMcp: Importing = async (io, words, options) => {
  refuseOptions(options, ['base-uri'], 'mcp')
  const { importMcp } = await import('../import/mcp/import-mcp.ts')
  const { text, tools } = await importMcp(io, {
    words,
    expose: exposeOf(options.expose),
    namespace: options.namespace === undefined ? undefined : namespaceOf(options.namespace),
    tokenVariable: options['token-variable'],
    env: options.env,
    output: options.output,
  })
  return { text, operations: tools, warnings: [] }
}

const IMPORTS: Readonly<Record<string, Importing>> = { openapi: fromOpenApi, mcp: fromMcp }

/** What would have no effect is refused. */
function refuseOptions(options: Options, names: readonly (keyof Options)[], kind: string): void {
  const given = names.find((name) => options[name] !== undefined && (options[name] as readonly string[]).length > 0)
  if (given !== undefined) throw new UsageError(`--${given} has no meaning for import ${kind}`)
}

function sourceOf([source, ...more]: readonly string[]): string {
  if (source === undefined || more.length > 0)
    throw new UsageError('name one OpenAPI document: a file, an address, or - for the standard input')
  return source
}

const KINDS: readonly string[] = ['rest', 'mcp'] satisfies readonly ExposeKind[]

function exposeOf(given: readonly string[]): readonly ExposeKind[] {
  const kinds = [...new Set(given.flatMap((list) => list.split(',')).map((kind) => kind.trim().toLowerCase()))]
  const unknown = kinds.find((kind) => !KINDS.includes(kind))
  if (unknown !== undefined) throw new UsageError(`--expose takes rest, mcp or both (rest,mcp), not "${unknown}"`)
  return kinds as readonly ExposeKind[]
}

function namespaceOf(text: string): string {
  if (/^[A-Za-z][\w-]*$/.test(text)) return text
  throw new UsageError(`--namespace needs a name of letters, digits, - and _ that begins with a letter, not "${text}"`)
}

function addressOf(text: string): string {
  if (URL.canParse(text) && /^https?:/i.test(text)) return text
  throw new UsageError(`--base-uri needs an http or https URL, not "${text}"`)
}

const LARGE = 500_000

/** A large document takes seconds, in which somebody who watches should see something. */
async function tellProgress(io: Io, text: string): Promise<void> {
  if (io.stderr.isTTY === true && text.length > LARGE)
    await writeLine(io.stderr, `read ${(text.length / 1_000_000).toFixed(1)} MB; converting …`)
}

function doneLine(output: string, operations: number, expose: readonly ExposeKind[]): string {
  const next = expose.length === 0 ? `naftiko inspect ${output}` : `naftiko run ${output}`
  return `wrote ${output} with ${operations} ${operations === 1 ? 'operation' : 'operations'}; next: ${next}`
}
