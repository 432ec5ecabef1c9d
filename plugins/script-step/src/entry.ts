import type { JsonObject, JsonSchema } from '@naftiko/plugin-api'

/** One entry of `steps` with `type: script`. */
export interface ScriptStepEntry extends JsonObject {
  readonly type: 'script'
}

/** A path below `location`, in the characters that every engine takes. */
const file: JsonSchema = { type: 'string', minLength: 1, pattern: '^[a-zA-Z0-9._-]+(/[a-zA-Z0-9._-]+)*$' }

export const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'file'],
  properties: {
    type: { const: 'script' },
    name: { type: 'string', description: 'Name under which later steps find the result.' },
    description: { type: 'string', description: 'What it does.' },
    language: {
      enum: ['javascript', 'python', 'groovy'],
      description: 'Language of the script. Default: management.scripting.defaultLanguage of the control adapter. JavaScript is what runs.',
    },
    location: {
      type: 'string',
      description:
        'Folder of the scripts, such as file:///./scripts. Default: management.scripting.defaultLocation of the control adapter.',
    },
    file: { ...file, description: 'The script, relative to its folder. It assigns its answer to "result".' },
    dependencies: { type: 'array', items: file, description: 'Scripts that are evaluated before it, in this order, in the same scope.' },
    with: { type: 'object', description: 'Values for the script. It finds them in "input", and in "context" beside everything else.' },
  },
}
