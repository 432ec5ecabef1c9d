import type { JsonSchema } from '@naftiko/plugin-api'
import type { BlockEntry } from '../content/block.ts'
import { type IconEntry, ICONS } from './icon.ts'

/** One prompt: messages that a person can begin a conversation with. */
export interface PromptEntry {
  readonly name?: string
  readonly label?: string
  readonly description?: string
  readonly icons?: readonly IconEntry[]
  readonly arguments?: readonly PromptArgumentEntry[]
  /** The messages. A text alone is one message of the user. */
  readonly template?: string | readonly PromptMessageEntry[]
  /** A file with the text of one message of the user. */
  readonly location?: string
}

/** What a prompt can be told. Its value is always a text. */
export interface PromptArgumentEntry {
  readonly name: string
  readonly label?: string
  readonly description?: string
  /** Absent means required. */
  readonly required?: boolean
  /** Taken when an optional argument is not given; otherwise that is nothing. */
  readonly default?: string
  /** The values it may have; clients can complete them. */
  readonly enum?: readonly string[]
}

export interface PromptMessageEntry {
  readonly role?: 'user' | 'assistant'
  /** A text, or a block of the protocol such as an image, whose texts may have placeholders too. */
  readonly content: BlockEntry
}

const ARGUMENT: Readonly<Record<keyof PromptArgumentEntry, JsonSchema>> = {
  name: { type: 'string', description: 'Name of the argument; {{name}} stands for it in the messages.' },
  label: { type: 'string', description: 'Title for people.' },
  description: { type: 'string', description: 'What it means, for the person who fills it in.' },
  required: { type: 'boolean', default: true, description: 'Whether it must be given.' },
  default: { type: 'string', description: 'What is taken when it is not given.' },
  enum: { type: 'array', items: { type: 'string' }, description: 'The values it may have. Clients can complete them.' },
}

const MESSAGE: Readonly<Record<keyof PromptMessageEntry, JsonSchema>> = {
  role: { enum: ['user', 'assistant'], default: 'user', description: 'Who says it.' },
  content: {
    type: ['string', 'object'],
    description: 'What is said: a text with {{placeholders}}, or a block such as {type: image, location: file:///./plan.png}.',
  },
}

const MEMBERS: Readonly<Record<keyof PromptEntry, JsonSchema>> = {
  name: { type: 'string', description: 'Name of the prompt.' },
  label: { type: 'string', description: 'Title for people.' },
  description: { type: 'string', description: 'What it is good for.' },
  icons: ICONS,
  arguments: {
    type: 'array',
    items: {
      title: 'MCP prompt argument',
      description: 'One thing that a prompt can be told.',
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: ARGUMENT,
    },
    description: 'What it can be told.',
  },
  template: {
    type: ['string', 'array'],
    items: {
      title: 'MCP prompt message',
      description: 'One message.',
      type: 'object',
      required: ['content'],
      additionalProperties: false,
      properties: MESSAGE,
    },
    description: 'Its messages. A text alone is one message of the user.',
  },
  location: { type: 'string', description: 'A file with the text of one message of the user: file:///./prompts/review.md.' },
}

export const PROMPT: JsonSchema = {
  title: 'MCP prompt',
  description: 'Messages that a person can begin a conversation with.',
  type: 'object',
  additionalProperties: false,
  properties: MEMBERS,
}
