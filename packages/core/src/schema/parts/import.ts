import type { JsonSchema } from '@naftiko/plugin-api'

const FILE = 'The file, relative to this document.'

/** An entry that stands in another file. */
export const IMPORT_PART: JsonSchema = {
  title: 'Import',
  type: 'object',
  description: 'Takes one entry of another file into this document.',
  additionalProperties: false,
  required: ['import'],
  anyOf: [{ required: ['location'] }, { required: ['from'] }],
  properties: {
    import: { type: 'string', description: 'Namespace of the entry that is wanted.', examples: ['openrouter'] },
    location: { type: 'string', description: FILE, examples: ['./openrouter.yaml'] },
    from: { type: 'string', description: `${FILE} The same as "location", as ikanos calls it.`, examples: ['./openrouter.yaml'] },
    as: { type: 'string', description: 'Namespace that the entry has in this document. Default: its own.' },
    description: { type: 'string', description: 'What it is imported for.' },
  },
}
