import type { ExposeKind } from '@naftiko/openapi'
import { type Command, defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { readSource } from '../import/read-source.ts'
import type { Io } from '../io.ts'
import { writeLine } from '../output.ts'
import { printable } from '../report/printable.ts'
import { UsageError } from '../usage-error.ts'
import { FORCE, OUTPUT, writeResult } from '../write/result.ts'

/** `naftiko import`. */
export const importCommand: Command = defineCommand({
  about: [
    'OpenAPI 3.0, 3.1 and Swagger 2.0, as JSON or YAML; "-" reads the standard input. The capability consumes the API: its operations, inputs, bodies and credential.',
    'With --expose it serves them, too, on port 8080 (REST) and 9090 (MCP). What could not be taken over is said on stderr.',
  ],
  options: {
    expose: { kind: 'list', value: '<rest,mcp>', about: 'serve the operations as well, as REST, as MCP or as both' },
    namespace: { kind: 'text', value: '<name>', about: 'name of the API in calls (default: made from its title)' },
    'base-uri': { kind: 'text', value: '<url>', about: 'address of the API, in the place of the one that the document says' },
    output: OUTPUT,
    force: FORCE,
  },
  examples: [
    ['naftiko import openapi petstore.json --expose rest,mcp --output petstore.yaml', 'a capability that runs'],
    ['naftiko import openapi https://example.com/openapi.yaml --namespace pets', 'only what is consumed, on stdout'],
  ],
  run: async ({ options, operands, context: { io } }) => {
    const source = sourceOf(operands)
    const expose = exposeOf(options.expose)
    const read = await readSource(io, source)
    await tellProgress(io, read.text)
    const { importOpenApi } = await import('@naftiko/openapi')
    const { text, ...imported } = await importOpenApi(read.text, {
      expose,
      ...(read.source === undefined ? {} : { source: read.source }),
      ...(options.namespace === undefined ? {} : { namespace: namespaceOf(options.namespace) }),
      ...(options['base-uri'] === undefined ? {} : { baseUri: addressOf(options['base-uri']) }),
    })
    for (const warning of imported.warnings) await writeLine(io.stderr, `warning: ${printable(warning)}`)
    const { output } = options
    if (await writeResult(io, text, { output, force: options.force }))
      await writeLine(io.stderr, doneLine(output!, imported.operations, expose))
    return EXIT.fine
  },
})

function sourceOf(operands: readonly string[]): string {
  const [kind, source, ...more] = operands
  if (kind !== 'openapi')
    throw new UsageError(`${kind === undefined ? 'say what' : `"${kind}" cannot be imported`}; what can be is: import openapi <file|url>`)
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
