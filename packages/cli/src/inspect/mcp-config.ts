import type { GraphDescription, GraphNode } from '@naftiko/core'

/**
 * What MCP clients want to be told, for each MCP exposer of a document: as a server that they start themselves, and,
 * where it listens on a port of its own, as one that runs already. `undefined` when there is none.
 */
export function mcpConfig(graph: GraphDescription, file: string): string | undefined {
  const exposers = graph.nodes.filter(({ kind, type }) => kind === 'exposer' && type === 'mcp')
  if (exposers.length === 0) return undefined
  const env = Object.fromEntries(variablesOf(graph).map((name) => [name, '']))
  return exposers.map((exposer) => forExposer(exposer, file, env).join('\n\n')).join('\n\n')
}

function forExposer(exposer: GraphNode, file: string, env: Readonly<Record<string, string>>): readonly string[] {
  const { id: name } = exposer
  const args = ['-y', 'naftiko', 'run', file, '--stdio']
  const command = { command: 'npx', args, ...(Object.keys(env).length === 0 ? {} : { env }) }
  const url = urlOf(exposer)
  const started = [
    part('Claude Desktop, claude_desktop_config.json', { mcpServers: { [name]: command } }),
    part('VS Code, .vscode/mcp.json', { servers: { [name]: { type: 'stdio', ...command } } }),
    part('Cursor, .cursor/mcp.json', { mcpServers: { [name]: command } }),
    `# MCP Inspector\nnpx @modelcontextprotocol/inspector npx ${args.map(quoted).join(' ')}`,
  ]
  if (url === undefined) return started
  return [
    ...started,
    part('VS Code, while it runs', { servers: { [name]: { type: 'http', url } } }),
    part('Cursor, while it runs', { mcpServers: { [name]: { url } } }),
    `# MCP Inspector, while it runs\nnpx @modelcontextprotocol/inspector --transport http --server-url ${url}`,
  ]
}

function part(title: string, settings: object): string {
  return `# ${title}\n${JSON.stringify(settings, null, 2)}`
}

/** Where it listens when the document decides. A port that changes with every start is nothing to write down. */
function urlOf({ details }: GraphNode): string | undefined {
  const port = details?.['port']
  if (details?.['transport'] !== 'http' || typeof port !== 'number' || port === 0) return undefined
  const address = details['address']
  const host = typeof address === 'string' && !['0.0.0.0', '::', 'localhost'].includes(address) ? address : '127.0.0.1'
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${String(details['path'] ?? '')}`
}

/** Clients start servers without the environment of the shell, so its variables must be named. */
function variablesOf({ nodes }: GraphDescription): readonly string[] {
  return nodes.flatMap(({ kind, type, details }) => {
    const variables = kind === 'binder' && type === 'env' ? details?.['variables'] : undefined
    return Array.isArray(variables) ? variables.map(String) : []
  })
}

function quoted(argument: string): string {
  return /^[\w./:@=-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}
