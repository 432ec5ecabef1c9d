import {
  FORWARD_HEADERS,
  type ForwardHeadersEntry,
  type JsonObject,
  type JsonSchema,
  type NodeEntry,
  partSchema,
} from '@naftiko/plugin-api'
import { BUDGET, type BudgetEntry } from './budget-entry.ts'
import { PROMPT, type PromptEntry } from './prompt-entry.ts'
import { RESOURCE, type ResourceEntry } from './resource-entry.ts'
import { DISCOVERY, TOOLSETS, type ToolsetsEntry } from './toolset-entry.ts'
import { TOOL, type ToolEntry } from './tool-entry.ts'

/** One entry of `exposes` with `type: mcp`. */
export interface McpExposesEntry extends NodeEntry {
  /** `http` (Streamable HTTP, the default) or `stdio` (one JSON message a line on standard input and output). */
  readonly transport?: 'http' | 'stdio'
  readonly port?: number
  readonly address?: string
  /** Checked by the host, before a request comes here. */
  readonly authentication?: JsonObject
  readonly tools?: readonly ToolEntry[]
  readonly resources?: readonly ResourceEntry[]
  readonly prompts?: readonly PromptEntry[]
  /** Whether the skills of the document are resources here, too. Absent: yes, unless they are better protected than this. */
  readonly skills?: boolean
  /** Headers of callers that go on to consumed APIs. */
  readonly forwardHeaders?: ForwardHeadersEntry
  /** Bytes of one request at most: a number, or a text such as `10MiB`. */
  readonly maxBodySize?: number | string
  /** Bytes of a picture, a sound or a file in an answer at most. */
  readonly maxBinarySize?: number | string
  /** How much an answer of any tool may hold, unless the tool says otherwise. */
  readonly budget?: BudgetEntry
  /** Parts of the tools that a client can choose. */
  readonly toolsets?: ToolsetsEntry
  /** Lists three tools that lead to the others. */
  readonly discovery?: boolean
  /** Streams on which clients are told of changes, at a time; 0 for none. */
  readonly maxStreams?: number
  /** Things on one page of a list. */
  readonly pageSize?: number
  /** Milliseconds for which clients may keep an answer. */
  readonly ttlMs?: number
  /** Who may keep it: the client alone, or also what stands between. */
  readonly cacheScope?: 'public' | 'private'
}

const SIZE: JsonSchema = { type: ['integer', 'string'], pattern: '^\\d+ *([kKmMgG]i?)?[bB]?$' }

const ENTRY: Readonly<Record<keyof McpExposesEntry, JsonSchema>> = {
  type: { const: 'mcp', description: 'Serve the Model Context Protocol.' },
  namespace: { type: 'string', description: 'Name of this exposer; clients see it as the name of the server.' },
  description: { type: 'string', description: 'What the tools are good for. Clients receive it as instructions.' },
  transport: { enum: ['http', 'stdio'], default: 'http', description: 'Streamable HTTP, or standard input and output.' },
  port: { type: 'integer', minimum: 0, maximum: 65_535, description: 'Port of the HTTP listener. 0 means a free one.' },
  address: { type: 'string', default: '127.0.0.1', description: 'Address that the HTTP listener binds to.' },
  authentication: partSchema('authentication'),
  tools: { type: 'array', items: TOOL, description: 'What a model can call.' },
  resources: { type: 'array', items: RESOURCE, description: 'What a model can read.' },
  prompts: { type: 'array', items: PROMPT, description: 'Messages that a person can begin a conversation with.' },
  skills: {
    type: 'boolean',
    description:
      'Whether the files of the skills of this document can be read here as resources (skill://…). Without it they can, unless their exposer asks for a credential and this one does not. (extension)',
  },
  forwardHeaders: FORWARD_HEADERS,
  maxBodySize: { ...SIZE, default: '32MiB', description: 'Size of one request at most: bytes, or a text such as 10MiB.' },
  maxBinarySize: { ...SIZE, default: '10MiB', description: 'Size of a picture, a sound or a file in an answer at most.' },
  budget: { ...BUDGET, title: 'MCP budget of all tools', type: 'object' },
  toolsets: TOOLSETS,
  discovery: DISCOVERY,
  maxStreams: {
    type: 'integer',
    minimum: 0,
    default: 1000,
    description: 'Streams on which clients are told of changes over HTTP, at a time. 0 means that nobody is told. (extension)',
  },
  pageSize: {
    type: 'integer',
    minimum: 1,
    default: 1000,
    description: 'Things on one page of a list. Some clients read only the first page.',
  },
  ttlMs: {
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Milliseconds for which clients may keep lists and resources (revision 2026-07-28).',
  },
  cacheScope: {
    enum: ['public', 'private'],
    default: 'private',
    description: 'Who may keep them: the client alone, or shared caches as well.',
  },
}

/** JSON Schema of an entry. Only what cannot be done without is required; the rest is for editors and "did you mean". */
export const MCP_EXPOSES_SCHEMA: JsonSchema = {
  title: 'MCP exposer',
  type: 'object',
  description: 'Exposes operations as tools, resources and prompts of the Model Context Protocol.',
  required: ['type', 'namespace'],
  additionalProperties: false,
  properties: ENTRY,
}
