import type { CallSpec, InputEntry, JsonObject, JsonSchema, NodeEntry } from '@naftiko/plugin-api'

/** One entry of `exposes` with `type: mcp`. */
export interface McpExposesEntry extends NodeEntry {
  /** `http` (Streamable HTTP, the default) or `stdio` (one JSON message a line on standard input and output). */
  readonly transport?: 'http' | 'stdio'
  readonly port?: number
  readonly address?: string
  /** Checked by the host, before a request comes here. */
  readonly authentication?: JsonObject
  readonly tools?: readonly ToolEntry[]
  readonly resources?: readonly JsonObject[]
  readonly prompts?: readonly JsonObject[]
  /** Bytes of one request at most: a number, or a text such as `10MiB`. */
  readonly maxBodySize?: number | string
}

/** One tool. Clients see `label` as its title. */
export interface ToolEntry extends CallSpec {
  readonly label?: string
  readonly hints?: ToolHints
  /** A JSON Schema that clients are shown as it is, in place of the one made from the inputs. */
  readonly inputSchema?: JsonSchema
}

/** What a tool does to the world, so that a client can decide whether to ask first. */
export interface ToolHints {
  readonly readOnly?: boolean
  readonly destructive?: boolean
  readonly idempotent?: boolean
  readonly openWorld?: boolean
}

/** The words that `type` of an input may be. Others are taken as "any value", with a warning. */
export const INPUT_TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'json']

const INPUT: Readonly<Record<Exclude<keyof InputEntry, 'style' | 'explode'>, JsonSchema>> = {
  name: { type: 'string', description: 'Name of the argument.' },
  in: { type: 'string', description: 'Where the called operation puts it.' },
  type: { type: 'string', default: 'string', examples: INPUT_TYPES, description: 'Type of its value.' },
  description: { type: 'string', description: 'What it means, for the model that fills it in.' },
  required: { type: 'boolean', default: true, description: 'Whether a call must give it.' },
  value: { description: 'A constant. The argument is then not shown, and no caller can set it.' },
  default: { description: 'What is taken when a call does not give it.' },
  enum: { type: 'array', description: 'The values it may have.' },
  pattern: { type: 'string', description: 'A regular expression that its text must match.' },
  items: { type: ['object', 'array'], description: 'For arrays: the shape of one item.' },
  properties: { type: ['object', 'array'], description: 'For objects: the shape of the members.' },
  maxLength: { type: 'integer', minimum: 0, description: 'Characters that its text may have.' },
}

const OUTPUT: Readonly<Record<string, JsonSchema>> = {
  name: { type: 'string', description: 'Name of the value in the result.' },
  type: { type: 'string', description: 'Type of the value.' },
  description: { type: 'string', description: 'What the value is.' },
  mapping: { type: 'string', description: 'Where it comes from: a path such as $.data.id, or a JSONata expression.' },
  value: { description: 'A constant or a text with {{placeholders}}; one that starts with $ is a mapping.' },
  properties: { type: 'object', description: 'For objects: the members, each declared like an output.' },
  items: { type: 'object', description: 'For arrays: how one item is declared.' },
  maxLength: { type: 'integer', minimum: 0, description: 'Longer texts are cut to this many characters.' },
}

const HINTS: Readonly<Record<keyof ToolHints, JsonSchema>> = {
  readOnly: { type: 'boolean', description: 'It changes nothing.' },
  destructive: { type: 'boolean', description: 'It may delete or overwrite things.' },
  idempotent: { type: 'boolean', description: 'Calling it twice is the same as calling it once.' },
  openWorld: { type: 'boolean', description: 'It reaches beyond this capability.' },
}

const TOOL: Readonly<Record<keyof ToolEntry, JsonSchema>> = {
  name: { type: 'string', description: 'Name of the tool.' },
  label: { type: 'string', description: 'Title for people.' },
  description: { type: 'string', description: 'What it does and when to use it, for the model that chooses.' },
  hints: {
    type: 'object',
    additionalProperties: false,
    properties: HINTS,
    description: 'What it does to the world, for clients that ask before they act.',
  },
  inputParameters: {
    type: 'array',
    items: { type: 'object', required: ['name'], additionalProperties: false, properties: INPUT },
    description: 'Its arguments.',
  },
  inputSchema: { type: 'object', description: 'JSON Schema of its arguments, shown to clients as it is.' },
  call: { type: 'string', description: 'The consumed operation that it calls: <namespace>.<operation>.' },
  ref: { type: 'string', description: 'The aggregate function that it calls: <namespace>.<function>.' },
  with: { type: 'object', description: 'What the operation is given: input of the operation → argument (tools.x), text or constant.' },
  steps: { type: 'array', items: { type: 'object' }, description: 'Several calls, one after the other.' },
  sequential: { type: 'boolean', description: 'Steps run strictly one after the other. (extension)' },
  timeout: {
    type: ['integer', 'string'],
    description: 'The longest that the whole operation may take: milliseconds, or a text such as 30s. (extension)',
  },
  mappings: { type: 'array', items: { type: 'object' }, description: 'How results of steps become the result of the tool.' },
  outputParameters: {
    type: 'array',
    items: { type: 'object', additionalProperties: false, properties: OUTPUT },
    description: 'What the result is made of; without it, the whole answer.',
  },
}

const ENTRY: Readonly<Record<keyof McpExposesEntry, JsonSchema>> = {
  type: { const: 'mcp', description: 'Serve the Model Context Protocol.' },
  namespace: { type: 'string', description: 'Name of this exposer; clients see it as the name of the server.' },
  description: { type: 'string', description: 'What the tools are good for. Clients receive it as instructions.' },
  transport: { enum: ['http', 'stdio'], default: 'http', description: 'Streamable HTTP, or standard input and output.' },
  port: { type: 'integer', minimum: 0, maximum: 65_535, description: 'Port of the HTTP listener. 0 means a free one.' },
  address: { type: 'string', default: '127.0.0.1', description: 'Address that the HTTP listener binds to.' },
  authentication: { type: 'object', description: 'What HTTP callers must present.' },
  tools: { type: 'array', items: { type: 'object', additionalProperties: false, properties: TOOL }, description: 'The tools.' },
  resources: { type: 'array', items: { type: 'object' }, description: 'Resources. Accepted, and not served yet.' },
  prompts: { type: 'array', items: { type: 'object' }, description: 'Prompts. Accepted, and not served yet.' },
  maxBodySize: {
    type: ['integer', 'string'],
    pattern: '^\\d+ *([kKmMgG]i?)?[bB]?$',
    default: '32MiB',
    description: 'Size of one request at most: bytes, or a text such as 10MiB.',
  },
}

/** JSON Schema of an entry. Only what cannot be done without is required; the rest is for editors and "did you mean". */
export const MCP_EXPOSES_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'Exposes operations as tools of the Model Context Protocol.',
  required: ['type', 'namespace'],
  additionalProperties: false,
  properties: ENTRY,
}
