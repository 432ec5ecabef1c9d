import type { McpServerDescription } from '@naftiko/mcp-consumer'
import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { inputsOf } from './inputs.ts'
import { inlined } from './shape.ts'

export interface DocumentParts {
  /** Name of the server in calls. */
  readonly namespace: string
  /** How the entry says where the server is: `baseUri` or `command`, and credentials as variables. */
  readonly place: JsonObject
  /** Variables that the entry uses. */
  readonly variables: readonly string[]
  readonly expose: readonly ('rest' | 'mcp')[]
}

/** A capability that consumes a server, with every tool and its typed inputs. */
export function documentOf(server: McpServerDescription, parts: DocumentParts): JsonObject {
  const { namespace, place, variables, expose } = parts
  const label = server.title ?? server.name ?? namespace
  const description = server.instructions?.trim().split('\n')[0] || `Tools of ${label}.`
  const tools = named(server.tools)
  return {
    naftiko: '1.0.0-alpha2',
    info: { label, description },
    capability: {
      ...(variables.length === 0 ? {} : { binds: [{ namespace: 'env', keys: Object.fromEntries(variables.map((name) => [name, name])) }] }),
      consumes: [{ type: 'mcp', namespace, description, ...place, tools: tools.map(consumedTool) }],
      ...(expose.length === 0 ? {} : { exposes: expose.map((kind) => EXPOSE[kind](tools, namespace, description)) }),
    },
  }
}

interface NamedTool {
  /** Name of the operation. */
  readonly name: string
  readonly tool: JsonObject
}

/** Calls say `<namespace>.<name>`, so names have neither dots nor spaces; two tools never share one. */
function named(tools: readonly JsonObject[]): readonly NamedTool[] {
  const taken = new Set<string>()
  return tools.map((tool) => {
    const wanted =
      String(tool['name'])
        .replaceAll(/[^\w-]+/g, '-')
        .replaceAll(/^-+|-+$/g, '') || 'tool'
    let name = wanted
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`
    taken.add(name)
    return { name, tool }
  })
}

function consumedTool({ name, tool }: NamedTool): JsonObject {
  const { title, description, outputSchema } = tool
  const inputs = inputsOf(tool['inputSchema'])
  const hints = hintsOf(tool['annotations'])
  return {
    name,
    ...(tool['name'] === name ? {} : { tool: tool['name']! }),
    ...(typeof title === 'string' ? { label: title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(Object.keys(hints).length === 0 ? {} : { hints }),
    inputParameters: inputs,
    ...(isObject(outputSchema) ? { outputSchema: inlined(outputSchema, outputSchema) } : {}),
  }
}

const HINTS = {
  readOnlyHint: 'readOnly',
  destructiveHint: 'destructive',
  idempotentHint: 'idempotent',
  openWorldHint: 'openWorld',
} as const

function hintsOf(annotations: JsonValue | undefined): JsonObject {
  if (!isObject(annotations)) return {}
  return Object.fromEntries(
    Object.entries(HINTS).flatMap(([hint, name]) => (typeof annotations[hint] === 'boolean' ? [[name, annotations[hint]]] : [])),
  )
}

type Expose = (tools: readonly NamedTool[], namespace: string, description: string) => JsonObject

const EXPOSE: Readonly<Record<'rest' | 'mcp', Expose>> = {
  rest: (tools, namespace, description) => ({
    type: 'rest',
    namespace: `${namespace}-rest`,
    port: 8080,
    description,
    resources: tools.map(({ name }) => ({
      name,
      path: `/${name}`,
      operations: [{ name: `${name}-op`, method: 'POST', call: `${namespace}.${name}` }],
    })),
  }),
  mcp: (tools, namespace, description) => ({
    type: 'mcp',
    namespace: `${namespace}-mcp`,
    port: 9090,
    description,
    tools: tools.map(({ name, tool }) => ({
      name,
      description: typeof tool['description'] === 'string' && tool['description'] !== '' ? tool['description'] : `The tool ${name}.`,
      call: `${namespace}.${name}`,
    })),
  }),
}
