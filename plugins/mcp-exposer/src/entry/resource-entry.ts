import type { CallSpec, JsonSchema } from '@naftiko/plugin-api'
import { CALL } from './call-schema.ts'
import { type IconEntry, ICONS } from './icon.ts'

/** One resource: files that are served as they are (`location`), or something that is called for when it is read. */
export interface ResourceEntry extends CallSpec {
  readonly label?: string
  readonly icons?: readonly IconEntry[]
  /** Its address. `{name}` in it makes it a template, whose variables are the arguments of the call. */
  readonly uri?: string
  readonly mimeType?: string
  /** The answer of the call is sent as bytes, whatever its type. */
  readonly binary?: boolean
  /** A folder whose files are served below `uri`, or one file. */
  readonly location?: string
}

const MEMBERS: Readonly<Record<keyof ResourceEntry, JsonSchema>> = {
  ...CALL,
  description: { type: 'string', description: 'What it holds and when to read it, for the model that chooses.' },
  inputParameters: {
    ...CALL.inputParameters,
    description: 'More about the variables of its URI: type, description, the values they may have.',
  },
  label: { type: 'string', description: 'Title for people.' },
  icons: ICONS,
  uri: { type: 'string', description: 'Its address, of any scheme. {name} stands for an argument of the call; {+name} may hold slashes.' },
  mimeType: { type: 'string', description: 'Media type of its content. Without it, that of the file or of the answer.' },
  binary: { type: 'boolean', default: false, description: 'Send the answer of the call as bytes (base64), whatever its type.' },
  location: { type: 'string', description: 'A folder whose files are served below the URI, or one file: file:///./docs.' },
}

export const RESOURCE: JsonSchema = {
  title: 'MCP resource',
  description: 'Something that a model can read: files, or the answer of a call.',
  type: 'object',
  additionalProperties: false,
  properties: MEMBERS,
}
