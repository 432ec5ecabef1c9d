import type { JsonSchema, JsonValue, StepEntry } from '@naftiko/plugin-api'

/** One entry of `steps` with `type: script`. */
export interface ScriptStepEntry extends StepEntry {
  readonly file: string
  readonly dependencies?: readonly string[]
  readonly language?: string
  readonly location?: string
  readonly with?: Readonly<Record<string, JsonValue>>
}

export const schema: JsonSchema = {
  required: ['file'],
  properties: {
    file: { type: 'string', minLength: 1, description: 'The script, relative to its folder. It assigns its answer to "result".' },
    language: {
      type: 'string',
      description: 'Language of the script: javascript. Default: management.scripting.defaultLanguage of the control adapter.',
    },
    location: {
      type: 'string',
      description:
        'Folder of the scripts, such as file:///./scripts. Default: management.scripting.defaultLocation of the control adapter.',
    },
    dependencies: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'Scripts that are evaluated before it, in this order, in the same scope.',
    },
    with: { type: 'object', description: 'Values for the script. It finds them in "input", and in "context" beside everything else.' },
  },
}
