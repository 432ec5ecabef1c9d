import type { JsonSchema } from '@naftiko/plugin-api'

/** How much one answer may hold. What is more is left out, item by item, and can be asked for. */
export interface BudgetEntry {
  /** Items of the list at most. */
  readonly items?: number
  /** Bytes of the text that a model reads at most: a number, or a text such as `40kB`. */
  readonly bytes?: number | string
  /** Where the list is in the answer, such as `data.models`. Absent: the only list there is. */
  readonly list?: string
}

const MEMBERS: Readonly<Record<keyof BudgetEntry, JsonSchema>> = {
  items: { type: 'integer', minimum: 1, description: 'Items of the list at most.' },
  bytes: {
    type: ['integer', 'string'],
    pattern: '^\\d+ *([kKmMgG]i?)?[bB]?$',
    description: 'Bytes of the answer at most: a number, or a text such as 40kB. 1 kB is the least.',
  },
  list: { type: 'string', description: 'Where the list is in the answer, such as data.models. Without it, the only list there is.' },
}

export const BUDGET: JsonSchema = {
  title: 'MCP budget',
  type: ['object', 'boolean'],
  additionalProperties: false,
  properties: MEMBERS,
  description: 'How much an answer may hold. Whole items beyond it are left out, and a continuation is handed out. (extension)',
}
