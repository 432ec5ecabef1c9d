import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { JsonObject } from '@naftiko/plugin-api'
import { type Callable, type CallAnswer, codeIn } from './answer.ts'
import { synthetic } from './synthetic.ts'

/** What an MCP exposer offers, and how to leave it. */
export interface McpFeatures extends AsyncDisposable {
  readonly callables: readonly Callable[]
}

/** Everything that a client finds on a running MCP exposer: tools, prompts, resources and their templates. */
export async function mcpFeatures(url: string, headers: Readonly<Record<string, string>>): Promise<McpFeatures> {
  const client = new Client({ name: 'corpus', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } })
  await client.connect(transport as Parameters<Client['connect']>[0])
  const can = client.getServerCapabilities() ?? {}
  const callables = [
    ...(can.tools === undefined ? [] : await toolsOf(client)),
    ...(can.prompts === undefined ? [] : await promptsOf(client)),
    ...(can.resources === undefined ? [] : await resourcesOf(client)),
  ]
  return { callables, [Symbol.asyncDispose]: () => client.close() }
}

async function toolsOf(client: Client): Promise<readonly Callable[]> {
  const { tools } = await client.listTools()
  return tools.flatMap(({ name, inputSchema }) =>
    argumentSets(inputSchema as JsonObject).map((given, index): Callable => {
      return {
        name: `tool ${name}${index === 0 ? '' : ' (required arguments only)'}`,
        kind: 'tool',
        call: (signal) =>
          answered(async () => {
            const { isError, content } = await client.callTool({ name, arguments: given }, undefined, { signal })
            return { failed: isError === true, text: JSON.stringify(content) }
          }),
      }
    }),
  )
}

async function promptsOf(client: Client): Promise<readonly Callable[]> {
  const { prompts } = await client.listPrompts()
  return prompts.map((prompt) => ({
    name: `prompt ${prompt.name}`,
    kind: 'prompt',
    call: (signal) =>
      answered(async () => {
        const given = Object.fromEntries((prompt.arguments ?? []).map(({ name }) => [name, String(synthetic({}, name))]))
        const { messages } = await client.getPrompt({ name: prompt.name, arguments: given }, { signal })
        return { failed: false, text: JSON.stringify(messages) }
      }),
  }))
}

async function resourcesOf(client: Client): Promise<readonly Callable[]> {
  const { resources } = await client.listResources()
  const { resourceTemplates } = await client.listResourceTemplates()
  const uris = [...resources.map(({ uri }) => uri), ...resourceTemplates.map(({ uriTemplate }) => uriTemplate)]
  return uris.map((uri) => ({
    name: `resource ${uri}`,
    kind: 'resource',
    call: (signal) =>
      answered(async () => {
        const filled = uri.replaceAll(/\{\+?([^{}]+)\}/g, (_, name: string) => encodeURIComponent(String(synthetic({}, name))))
        const { contents } = await client.readResource({ uri: filled }, { signal })
        return { failed: false, text: JSON.stringify(contents) }
      }),
  }))
}

/** Every argument; and those that are required, where that is not the same. */
function argumentSets(schema: JsonObject): readonly Record<string, unknown>[] {
  const all = argumentsFor(schema, true)
  const required = argumentsFor(schema, false)
  return Object.keys(all).length === Object.keys(required).length ? [all] : [all, required]
}

function argumentsFor(schema: JsonObject, full: boolean): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as JsonObject
  const required = (schema['required'] ?? []) as readonly string[]
  const names = Object.keys(properties).filter((name) => full || required.includes(name))
  return Object.fromEntries(names.map((name) => [name, synthetic(properties[name], name)]))
}

/** An error of the protocol is an answer, too; that the client gave up is none. */
async function answered(ask: () => Promise<{ readonly failed: boolean; readonly text: string }>): Promise<CallAnswer> {
  try {
    const { failed, text } = await ask()
    return { failed, shown: text.slice(0, 300), ...(failed ? { code: codeIn(text) ?? 'no code' } : {}) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && Number(error.code) < -32_001)
      return { failed: true, code: codeIn(error.message) ?? 'a protocol error', shown: `${String(error.code)} ${error.message}` }
    throw error
  }
}
