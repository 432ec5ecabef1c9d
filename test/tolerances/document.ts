/** The parts of a document; what is left out is as it should be. */
export interface Parts {
  /** Operations of `api`: `GET /b`, or entries of their own. */
  readonly operation?: object
  /** The path of their resource. */
  readonly path?: string
  readonly resources?: unknown
  /** More of the entry in `consumes`. */
  readonly consumes?: object
  /** More of the operation `GET /a` of a REST exposer called `door`, which calls `api.op`. */
  readonly rest?: object
  readonly exposedPath?: string
  /** In the place of the resources of the REST exposer. */
  readonly exposed?: unknown
  /** More of the tool `t` of an MCP exposer called `door-mcp`, which calls `api.op`. */
  readonly tool?: object
  /** More of the entries in `exposes`. */
  readonly restEntry?: object
  readonly mcpEntry?: object
  /** More entries. */
  readonly exposes?: readonly object[]
  readonly info?: object
  readonly root?: object
}

/** A document with one consumed operation that is exposed as REST and as a tool. `null` takes a member away. */
export function document(parts: Parts = {}): string {
  const { path = '/b', operation = {}, exposedPath = '/a', root = {}, info = { label: 'Odd', description: 'An odd document.' } } = parts
  const resources = parts.resources ?? [{ name: 'r', path, operations: [{ name: 'op', method: 'GET', ...operation }] }]
  const exposed = parts.exposed ?? [{ path: exposedPath, operations: [{ method: 'GET', name: 'o', call: 'api.op', ...parts.rest }] }]
  const value = {
    naftiko: '1.0.0-alpha2',
    info,
    capability: {
      consumes: [{ type: 'http', namespace: 'api', baseUri: 'https://api.example.org', resources, ...parts.consumes }],
      exposes: [
        { type: 'rest', namespace: 'door', port: 8080, resources: exposed, ...parts.restEntry },
        {
          type: 'mcp',
          namespace: 'door-mcp',
          port: 8081,
          tools: [{ name: 't', description: 'Calls it.', call: 'api.op', ...parts.tool }],
          ...parts.mcpEntry,
        },
        ...(parts.exposes ?? []),
      ],
    },
    ...root,
  }
  return JSON.stringify(value, (_, member: unknown) => (member === null ? undefined : member))
}
