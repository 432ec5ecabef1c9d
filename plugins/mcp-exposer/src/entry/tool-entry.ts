import type { CallSpec, JsonSchema } from '@naftiko/plugin-api'
import type { BlockEntry } from '../content/block.ts'
import { BUDGET, type BudgetEntry } from './budget-entry.ts'
import { CALL } from './call-schema.ts'
import { type IconEntry, ICONS } from './icon.ts'

/** One tool. Clients see `label` as its title. */
export interface ToolEntry extends CallSpec {
  readonly label?: string
  readonly icons?: readonly IconEntry[]
  /** Words to find it by. */
  readonly tags?: readonly string[]
  readonly hints?: ToolHints
  /** A JSON Schema that clients are shown as it is, in place of the one made from the inputs. */
  readonly inputSchema?: JsonSchema
  /** Blocks that follow the answer, such as a link to a resource. Their texts may have placeholders for arguments. */
  readonly content?: readonly BlockEntry[]
  /** How much an answer may hold. What it does not say, that of the exposer says; `false` is no budget. */
  readonly budget?: BudgetEntry | boolean
}

/** What a tool does to the world, so that a client can decide whether to ask first. */
export interface ToolHints {
  readonly readOnly?: boolean
  readonly destructive?: boolean
  readonly idempotent?: boolean
  readonly openWorld?: boolean
}

const HINTS: Readonly<Record<keyof ToolHints, JsonSchema>> = {
  readOnly: { type: 'boolean', description: 'It changes nothing.' },
  destructive: { type: 'boolean', description: 'It may delete or overwrite things.' },
  idempotent: { type: 'boolean', description: 'Calling it twice is the same as calling it once.' },
  openWorld: { type: 'boolean', description: 'It reaches beyond this capability.' },
}

const MEMBERS: Readonly<Record<keyof ToolEntry, JsonSchema>> = {
  ...CALL,
  label: { type: 'string', description: 'Title for people.' },
  icons: ICONS,
  tags: { type: 'array', items: { type: 'string' }, description: 'Words to find it by.' },
  hints: {
    title: 'MCP tool hints',
    type: 'object',
    additionalProperties: false,
    properties: HINTS,
    description: 'What it does to the world, for clients that ask before they act.',
  },
  inputSchema: { type: 'object', description: 'JSON Schema of its arguments, shown to clients as it is.' },
  content: {
    type: 'array',
    items: { type: ['string', 'object'] },
    description: 'Blocks that follow the answer, such as {type: resource_link, uri: "docs://{{id}}", name: Details}.',
  },
  budget: BUDGET,
}

export const TOOL: JsonSchema = {
  title: 'MCP tool',
  description: 'Something that a model can call.',
  type: 'object',
  additionalProperties: false,
  properties: MEMBERS,
}
