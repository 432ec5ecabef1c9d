import type { JsonSchema } from '@naftiko/plugin-api'

/** A picture that clients may show. */
export interface IconEntry {
  /** An https or data URI. */
  readonly src: string
  readonly mimeType?: string
  /** Such as `48x48`, or `any`. */
  readonly sizes?: readonly string[]
  readonly theme?: 'light' | 'dark'
}

const ICON: Readonly<Record<keyof IconEntry, JsonSchema>> = {
  src: { type: 'string', description: 'Where it is: an https or data URI.' },
  mimeType: { type: 'string', description: 'Its media type.' },
  sizes: { type: 'array', items: { type: 'string' }, description: 'Its sizes, such as 48x48, or any.' },
  theme: { enum: ['light', 'dark'], description: 'The background that it is made for.' },
}

export const ICONS: JsonSchema = {
  type: 'array',
  items: {
    title: 'MCP icon',
    description: 'One picture.',
    type: 'object',
    required: ['src'],
    additionalProperties: false,
    properties: ICON,
  },
  description: 'Pictures that clients may show.',
}
