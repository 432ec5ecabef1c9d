import { type CallSpec, type JsonObject, type JsonSchema, type NodeEntry, partSchema, textSchema } from '@naftiko/plugin-api'

/** One entry of `exposes` with `type: skill`. */
export interface SkillExposesEntry extends NodeEntry {
  readonly port?: number
  readonly address?: string
  /** Checked by the host, before a request comes here. */
  readonly authentication?: JsonObject
  readonly skills?: readonly SkillEntry[]
  /** Read as skills whose tools are what each group calls its skills. */
  readonly groups?: readonly SkillGroupEntry[]
  /** Read as the only skill. */
  readonly skill?: SkillEntry
  /** Read as the tools of one skill that is called like the exposer. */
  readonly tools?: readonly SkillToolEntry[]
}

/** One skill: what an agent reads before it decides to use it, and where its files lie. */
export interface SkillEntry extends CallSpec {
  readonly license?: string
  readonly compatibility?: string
  readonly metadata?: JsonObject
  /** Tools that need no confirmation, separated by spaces. */
  readonly 'allowed-tools'?: string | readonly string[]
  readonly 'argument-hint'?: string
  readonly 'user-invocable'?: boolean
  readonly 'disable-model-invocation'?: boolean
  /** Folder of the files, such as `file:///./skills/forecast`. */
  readonly location?: string
  readonly tools?: readonly SkillToolEntry[]
}

export interface SkillGroupEntry {
  readonly name?: string
  readonly description?: string
  readonly skills?: readonly SkillEntry[]
}

/** One tool of a skill: served by another exposer (`from`), told in a file (`instruction`), or a call of its own. */
export interface SkillToolEntry extends CallSpec {
  readonly from?: { readonly sourceNamespace?: string; readonly action?: string }
  readonly instruction?: string
}

const name: JsonSchema = { type: ['string', 'number'], description: 'Name, which the address of the skill is made of.' }

const CALLING: Readonly<Record<string, JsonSchema>> = {
  label: textSchema('Name for people.'),
  description: textSchema('What it does and when to use it, for the agent that chooses.'),
  hints: { type: 'object', description: 'What it does to the world.' },
  tags: { type: 'array', items: {}, description: 'Words to find it by.' },
  inputParameters: { type: 'array', items: partSchema('input'), description: 'Its arguments.' },
  call: { type: ['string', 'object'], description: 'The consumed operation that it calls: <namespace>.<operation>.' },
  ref: textSchema('The aggregate function that it calls: <namespace>.<function>.'),
  with: { type: 'object', description: 'What the called operation is given.' },
  steps: { type: 'array', items: partSchema('step'), description: 'Several calls, one after the other.' },
  mappings: { type: 'array', items: partSchema('mapping'), description: 'How results of steps become the result.' },
  outputParameters: { type: 'array', items: partSchema('output'), description: 'What the result is made of.' },
}

const TOOL: JsonSchema = {
  title: 'Skill tool',
  description: 'One tool of a skill: served by another exposer, told in a file, or a call of its own.',
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: ['string', 'number'], description: 'Name of the tool.' },
    from: {
      type: 'object',
      additionalProperties: false,
      properties: {
        sourceNamespace: textSchema('Namespace of the REST or MCP exposer that serves it.'),
        action: textSchema('Name of its operation or tool there.'),
      },
      description: 'The exposer of this document that serves it.',
    },
    instruction: textSchema('File below the location of the skill that says how to do it.'),
    ...CALLING,
  },
}

const tools: JsonSchema = { type: 'array', items: TOOL, description: 'Its tools.' }

const SKILL: JsonSchema = {
  title: 'Skill',
  description: 'One skill: what it is for, its tools and its files.',
  type: 'object',
  additionalProperties: false,
  properties: {
    name,
    license: textSchema('Licence of its files, such as Apache-2.0.'),
    compatibility: textSchema('What it needs to work.'),
    metadata: { type: 'object', description: 'Further names and values.' },
    'allowed-tools': { type: ['string', 'array'], description: 'Tools that need no confirmation, separated by spaces.' },
    'argument-hint': textSchema('What to write behind its name when a person calls it.'),
    'user-invocable': { type: 'boolean', default: true, description: 'Whether people can call it by its name.' },
    'disable-model-invocation': { type: 'boolean', default: false, description: 'Whether agents must not choose it by themselves.' },
    location: textSchema('Folder of its files, such as file:///./skills/forecast, relative to this document.'),
    tools,
    ...CALLING,
  },
}

/** Schema of one entry, for validation and for editors. */
export const schema: JsonSchema = {
  title: 'Skill exposer',
  type: 'object',
  description: 'A catalogue of agent skills: what each is for, where its tools are served, and its files.',
  additionalProperties: false,
  required: ['type', 'namespace'],
  properties: {
    type: { const: 'skill' },
    namespace: textSchema('Name of the catalogue.'),
    description: textSchema('What its skills are about.'),
    port: { type: 'integer', minimum: 0, maximum: 65_535, description: 'Port to listen on; absent or 0 means a free one.' },
    address: { type: 'string', default: '127.0.0.1', description: 'Address to listen on.' },
    authentication: partSchema('authentication'),
    skills: { type: 'array', items: SKILL, description: 'The skills.' },
    groups: {
      type: 'array',
      items: {
        title: 'Skill group',
        description: 'Skills that belong together.',
        type: 'object',
        additionalProperties: false,
        properties: {
          name,
          label: textSchema('Name for people.'),
          description: textSchema('What it is for.'),
          skills: { type: 'array', items: SKILL, description: 'The skills of the group.' },
        },
      },
      description: 'Another way to write skills and their tools.',
    },
    skill: SKILL,
    tools: { ...tools, description: 'Another way to write the tools of a single skill, which is called like this catalogue.' },
  },
}
